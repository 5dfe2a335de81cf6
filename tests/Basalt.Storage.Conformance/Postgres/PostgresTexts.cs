using Basalt.Errors;
using Basalt.Storage.Conformance.Engine;
using Basalt.Storage.Sql.Postgres;

namespace Basalt.Storage.Conformance.Postgres;

/// <summary>Addresses, names, and what a view's query may say: no database is needed.</summary>
public sealed class PostgresTexts
{
    public static TheoryData<string, string> Addresses => new()
    {
        { "postgres://shop@db/shop", "Host=db;Username=shop;Database=shop" },
        { "postgresql://shop:a%40b%2F@db.example.com:5433/shop", "Host=db.example.com:5433;Username=shop;Password=a@b/;Database=shop" },
        { "postgres://shop:p:q@one:1,two:2/shop?sslmode=require&target_session_attrs=primary", "Host=one:1,two:2;Username=shop;Password=p:q;Database=shop;SSL Mode=Require;Target Session Attributes=primary" },
        { "postgres:///shop", "Host=localhost;Database=shop" },
        { "Host=db;Database=shop", "Host=db;Database=shop" },
    };

    [Theory, MemberData(nameof(Addresses))]
    public void An_address_is_read(string address, string settings) =>
        Assert.True(PostgresAddress.Parse(settings).EquivalentTo(PostgresAddress.Parse(address)), PostgresAddress.Parse(address).ConnectionString);

    [Theory]
    [InlineData("mysql://db/shop")]
    [InlineData("postgres://db/shop?nothing=1")]
    [InlineData("shop")]
    public void What_is_no_address_is_refused_without_being_repeated(string address)
    {
        var refused = Assert.Throws<BasaltException>(() => PostgresAddress.Parse(address));

        Assert.Equal(ErrorKind.Invalid, refused.Kind);
        Assert.DoesNotContain(address, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_names_that_begin_alike_stay_different()
    {
        var (one, two) = (PostgresDialect.Fitting(new string('é', 60) + "1"), PostgresDialect.Fitting(new string('é', 60) + "2"));

        Assert.NotEqual(one, two);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(one), 40, 63);
        Assert.Equal("posts", PostgresDialect.Fitting("posts"));
    }

    [Theory]
    [InlineData("SELECT pg_read_file('/etc/passwd') AS id")]
    [InlineData("SELECT \"pg_read_file\"('/etc/passwd') AS id")]
    [InlineData("SELECT U&\"\\0070g_read_file\"('/etc/passwd') AS id")]
    [InlineData("SELECT E'\\' AS id, pg_read_file(' AS x, '/etc/passwd') --'")]
    [InlineData("SELECT $$a$$ AS id")]
    [InlineData("SELECT ARRAY[1, pg_sleep(1)] AS id")]
    [InlineData("SELECT 1 AS id /* /* */ ' */ , pg_sleep(1) --'")]
    [InlineData("SELECT rolpassword AS id FROM pg_authid")]
    [InlineData("SELECT query_to_xml('SELECT 1', true, true, '') AS id")]
    [InlineData("SELECT current_setting('data_directory') AS id")]
    [InlineData("SELECT table_name AS id FROM information_schema.tables")]
    public void A_view_reaches_nothing_but_tables(string select) => Assert.Throws<BasaltException>(() => ViewGuard.Check(select));
}

/// <summary>Views and indexes that only PostgreSQL has to think about.</summary>
public sealed class PostgresObjects : EngineTests
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => PostgresUnderTest.OpenAsync();

    public static TheoryData<string> Indexes => new()
    {
        "CREATE INDEX i ON posts (title COLLATE NOCASE)",
        "CREATE UNIQUE INDEX i ON posts (`Title` COLLATE NOCASE, views DESC) WHERE title != '' AND views > 0",
        "CREATE INDEX i ON posts (tags, data, place, published, day)",
        "CREATE INDEX i ON posts (lower(title), coalesce(author, 'none'))",
    };

    [Theory, MemberData(nameof(Indexes))]
    public async Task An_index_of_sqlite_is_made(string text) =>
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, Posts with { Indexes = [Sample.Index("i", text)] })]);

    [Fact]
    public async Task A_unique_index_that_ignores_case_folds_ascii_letters_alone()
    {
        await Engine.ChangeAsync(_ => [new CollectionStep(Posts, Posts with { Indexes = [Sample.Index("i", "CREATE UNIQUE INDEX i ON posts (title COLLATE NOCASE)")] })]);
        await Engine.InsertAsync(Sample.Post(Posts, "post00000000001", "Ärger"), Sample.Post(Posts, "post00000000002", "ärger"));

        var refused = await Assert.ThrowsAsync<UniqueViolationException>(() => Engine.InsertAsync(Sample.Post(Posts, "post00000000003", "ÄRGER")));

        Assert.Equal(["title"], refused.Fields);
    }

    [Fact]
    public async Task A_view_of_all_columns_does_not_show_those_of_basalt()
    {
        var sample = await Engine.SampleViewAsync(Engine.Schema, "SELECT * FROM authors", TestContext.Current.CancellationToken);

        Assert.Equal(["id", "name"], sample.Columns);
    }
}
