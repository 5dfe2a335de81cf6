using Basalt.Storage.Conformance.Engine;
using Basalt.Storage.Conformance.Filters;
using Basalt.Tests.Shared;

namespace Basalt.Storage.Conformance.Postgres;

public class PostgresWorld : WorldUnderTest
{
    /// <summary>The world, where there is a PostgreSQL to hold it; else the test is skipped.</summary>
    internal PostgresWorld Required()
    {
        PostgresServer.Require();
        return this;
    }

    protected override bool IsAvailable => PostgresServer.IsInstalled;

    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync(Clock);
}

/// <summary>With posts at random beside those of the fixed world; the same ones every time.</summary>
public sealed class PostgresRandomWorld : PostgresWorld
{
    public override IReadOnlyList<Record> Records { get; } = [.. FilterWorld.Records, .. RandomExpressions.Posts(40)];
}

public sealed class PostgresFilters(PostgresWorld world) : FilterConformance(world.Required()), IClassFixture<PostgresWorld>;

public sealed class PostgresAgreement(PostgresWorld world) : AgreementConformance(world.Required()), IClassFixture<PostgresWorld>;

public sealed class PostgresRandomFilters(PostgresRandomWorld world) : RandomConformance(world.Required()), IClassFixture<PostgresRandomWorld>;
