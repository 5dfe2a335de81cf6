using Basalt.Storage.Conformance.Engine;
using Basalt.Tests.Shared;

namespace Basalt.Storage.Conformance.Filters;

public class SqliteWorld : WorldUnderTest
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync(Clock);
}

/// <summary>With posts at random beside those of the fixed world; the same ones every time.</summary>
public sealed class SqliteRandomWorld : SqliteWorld
{
    public override IReadOnlyList<Record> Records { get; } = [.. FilterWorld.Records, .. RandomExpressions.Posts(40)];
}

public sealed class SqliteFilters(SqliteWorld world) : FilterConformance(world), IClassFixture<SqliteWorld>;

public sealed class SqliteAgreement(SqliteWorld world) : AgreementConformance(world), IClassFixture<SqliteWorld>;

public sealed class SqliteRandomFilters(SqliteRandomWorld world) : RandomConformance(world), IClassFixture<SqliteRandomWorld>;
