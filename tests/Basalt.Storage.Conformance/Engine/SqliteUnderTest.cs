using Basalt.Schema;
using Basalt.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>SQLite in a temporary directory.</summary>
internal sealed class SqliteUnderTest : EngineUnderTest
{
    private readonly TimeProvider _clock;
    private readonly SqliteOptions _options;
    private OpenedDirectory _opened;

    private SqliteUnderTest(string path, TimeProvider clock, SqliteOptions options)
    {
        Path = path;
        _clock = clock;
        _options = options;
        _opened = OpenDirectory();
    }

    internal string Path { get; }

    public override IStorageEngine Engine => _opened.Engine;

    internal static ValueTask<EngineUnderTest> OpenAsync(TimeProvider? clock = null, SqliteOptions? options = null) =>
        new(new SqliteUnderTest(Directory.CreateTempSubdirectory("basalt-").FullName, clock ?? TimeProvider.System, options ?? new SqliteOptions()));

    public override async ValueTask ReopenAsync()
    {
        await Engine.DisposeAsync();
        _opened = OpenDirectory();
    }

    public override async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Directory.Delete(Path, recursive: true);
    }

    private OpenedDirectory OpenDirectory() => new SqliteDataDirectory(Path, _clock, NullLogger.Instance) { Options = _options }
        .Open(() => DefaultCollections.Create(_clock));
}
