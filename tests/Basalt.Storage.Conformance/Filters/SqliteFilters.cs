using Basalt.Storage.Conformance.Engine;

namespace Basalt.Storage.Conformance.Filters;

public sealed class SqliteWorld : WorldUnderTest
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync(Clock);
}

public sealed class SqliteFilters(SqliteWorld world) : FilterConformance(world), IClassFixture<SqliteWorld>;

public sealed class SqliteAgreement(SqliteWorld world) : AgreementConformance(world), IClassFixture<SqliteWorld>;
