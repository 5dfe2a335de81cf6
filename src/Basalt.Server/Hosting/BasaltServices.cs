using Basalt.Auth;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Records;
using Basalt.Settings;
using Basalt.Storage;
using Microsoft.Extensions.Logging;

namespace Basalt.Server.Hosting;

/// <summary>Everything that serves requests, made once and wired by hand: the composition of Basalt over one storage engine.</summary>
public sealed class BasaltServices
{
    /// <param name="passwords">With another cost than the default one, or null.</param>
    /// <param name="settingsCipher">Of an operator who keeps the settings encrypted, or null.</param>
    public BasaltServices(
        IStorageEngine storage, TimeProvider clock, ILoggerFactory logs, PasswordHasher? passwords = null, SettingsCipher? settingsCipher = null)
    {
        Storage = storage;
        Clock = clock;
        Logs = logs;
        Planner = new QueryPlanner(clock);
        Rules = new RuleChecker(Planner);
        Reader = new RecordReader(Planner);
        Presenter = new RecordPresenter(Reader, Rules);
        EmptyLists = new EmptyLists(clock);
        Changes = new ChangeFeed(logs.CreateLogger<ChangeFeed>());
        Passwords = passwords ?? new PasswordHasher();
        Settings = new SettingsStore(storage, settingsCipher);
        Writer = new RecordWriter(storage, Planner, Reader, Rules, Passwords, Changes, clock);
        Batch = new RecordBatch(storage, Writer);
        Collections = new CollectionService(storage, Writer, Settings, clock, logs.CreateLogger<CollectionService>());
        Tokens = new TokenService(storage, Reader, clock);
        Callers = new CallerResolver(storage, Tokens);
        Superusers = new SuperuserAccounts(storage, Reader, Writer);
        var mfa = new MfaSessions(storage, Reader, Writer, clock);
        var origins = new KnownOrigins(storage, Reader, Writer, logs.CreateLogger<KnownOrigins>());
        var completion = new SignInCompletion(storage, Rules, Tokens, mfa, origins);
        PasswordSignIn = new PasswordSignIn(storage, Reader, Passwords, completion);
        AuthRefresh = new AuthRefresh(Tokens, completion);
        Queries = new RecordQueries(storage, Planner, Presenter);
    }

    public IStorageEngine Storage { get; }

    public TimeProvider Clock { get; }

    public ILoggerFactory Logs { get; }

    public SuperuserAccounts Superusers { get; }

    internal PasswordSignIn PasswordSignIn { get; }

    internal AuthRefresh AuthRefresh { get; }

    internal QueryPlanner Planner { get; }

    internal RuleChecker Rules { get; }

    internal RecordReader Reader { get; }

    internal RecordPresenter Presenter { get; }

    internal TokenService Tokens { get; }

    internal CallerResolver Callers { get; }

    internal ChangeFeed Changes { get; }

    internal PasswordHasher Passwords { get; }

    internal SettingsStore Settings { get; }

    internal RecordWriter Writer { get; }

    internal RecordBatch Batch { get; }

    internal CollectionService Collections { get; }

    internal EmptyLists EmptyLists { get; }

    internal RecordQueries Queries { get; }
}
