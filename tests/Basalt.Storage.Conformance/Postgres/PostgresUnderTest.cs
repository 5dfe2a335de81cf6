using Basalt.Schema;
using Basalt.Storage.Conformance.Engine;
using Basalt.Storage.Sql.Postgres;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basalt.Storage.Conformance.Postgres;

/// <summary>PostgreSQL, on a database of its own.</summary>
internal sealed class PostgresUnderTest : EngineUnderTest
{
    /// <summary>On a machine that is busy with other tests a connection takes its time.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TimeProvider _clock;
    private readonly PostgresOptions _options;
    private PostgresEngine _engine;

    private PostgresUnderTest(string database, TimeProvider clock, Func<string, PostgresOptions>? options)
    {
        Database = database;
        _clock = clock;
        var address = PostgresServer.Current.AddressOf(database);
        _options = options?.Invoke(address) ?? new PostgresOptions { Connection = address, ConnectTimeout = Patience };
        _engine = OpenAnother();
    }

    internal string Database { get; }

    public override IStorageEngine Engine => _engine;

    internal static ValueTask<EngineUnderTest> OpenAsync(TimeProvider? clock = null, Func<string, PostgresOptions>? options = null)
    {
        PostgresServer.Require();
        return new(new PostgresUnderTest(PostgresServer.Current.CreateDatabase(), clock ?? TimeProvider.System, options));
    }

    /// <summary>Another server on the same database.</summary>
    internal PostgresEngine OpenAnother() => new PostgresStore(_options, _clock, NullLogger.Instance).Open(() => DefaultCollections.Create(_clock)).Engine;

    public override async ValueTask ReopenAsync()
    {
        await Engine.DisposeAsync();
        _engine = OpenAnother();
    }

    public override async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        PostgresServer.Current.DropDatabase(Database);
    }
}
