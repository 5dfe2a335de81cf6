using Basalt.Records;
using Basalt.Server.Records;
using Basalt.Storage;
using Microsoft.Extensions.Logging;

namespace Basalt.Server.Hosting;

/// <summary>Everything that serves requests, made once and wired by hand: the composition of Basalt over one storage engine.</summary>
public sealed class BasaltServices
{
    public BasaltServices(IStorageEngine storage, TimeProvider clock, ILoggerFactory logs)
    {
        Storage = storage;
        Clock = clock;
        Logs = logs;
        Planner = new QueryPlanner(clock);
        Rules = new RuleChecker(Planner);
        Reader = new RecordReader(Planner);
        Presenter = new RecordPresenter(Reader, Rules);
        EmptyLists = new EmptyLists(clock);
        Writer = new RecordWriter(storage);
        Queries = new RecordQueries(storage, Planner, Presenter);
    }

    public IStorageEngine Storage { get; }

    public TimeProvider Clock { get; }

    public ILoggerFactory Logs { get; }

    internal QueryPlanner Planner { get; }

    internal RuleChecker Rules { get; }

    internal RecordReader Reader { get; }

    internal RecordPresenter Presenter { get; }

    internal RecordWriter Writer { get; }

    internal EmptyLists EmptyLists { get; }

    internal RecordQueries Queries { get; }
}
