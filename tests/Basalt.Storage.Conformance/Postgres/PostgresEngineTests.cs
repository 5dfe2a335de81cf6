using Basalt.Storage.Conformance.Engine;
using Basalt.Tests.Shared;

namespace Basalt.Storage.Conformance.Postgres;

public sealed class PostgresReadsTests : ReadConformance
{
    protected override int Connections => 2;

    // The server's own clock ends a query; the one under test moves only a faked limit.
    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync(
        Clock, address => new() { Connection = address, ReadConnections = Connections, QueryTimeout = TimeSpan.FromSeconds(3), ConnectTimeout = PostgresUnderTest.Patience });
}

public sealed class PostgresTransactions : TransactionConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}

/// <summary>With a replica for reads, that is looked at all the time.</summary>
public sealed class PostgresTransactionsWithReplica : TransactionConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync(
        options: address => new()
        {
            Connection = address, Replica = address.Replace($":{PostgresServer.Current.Port}/", $":{PostgresServer.Current.Replica.Port}/", StringComparison.Ordinal),
            ReplicaLook = TimeSpan.FromMilliseconds(1), ConnectTimeout = PostgresUnderTest.Patience,
        });
}

public sealed class PostgresSchemaChanges : SchemaChangeConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}

public sealed class PostgresTotals : TotalsConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}

public sealed class PostgresCounts : CountsConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}

public sealed class PostgresSampleViews : SampleViewConformance
{
    private static readonly TimeSpan Beside = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan InTransaction = TimeSpan.FromSeconds(3);

    protected override DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    protected override (TimeSpan Least, TimeSpan Most) TimeInTransaction => (InTransaction, Beside - TimeSpan.FromSeconds(1));

    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync(
        options: address => new() { Connection = address, QueryTimeout = Beside, SavedViewTimeout = InTransaction, ConnectTimeout = PostgresUnderTest.Patience });

    protected override async Task WhenItRunsAsync()
    {
        var database = ((PostgresUnderTest)Under).Database;
        while (!PostgresServer.Current.IsRunning(database, "_basalt_sample LIMIT")) await Task.Delay(20, Ct);
    }
}

public sealed class PostgresGroups : GroupConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();
}
