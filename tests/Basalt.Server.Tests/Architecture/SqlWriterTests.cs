using System.Text.RegularExpressions;

namespace Basalt.Server.Tests.Architecture;

/// <summary>A text a caller wrote never becomes SQL: one writer makes all of it, and its pieces can't be made of strings.</summary>
public sealed partial class SqlWriterTests
{
    // The writer: every query of records.
    private static readonly string[] Writer = ["src/Basalt.Storage.Sql/*.cs", "src/Basalt.Storage.Sql/Sqlite/SqliteDialect.cs", "src/Basalt.Storage.Sql/Postgres/PostgresDialect.cs"];

    // What is not about records, and why it holds SQL of its own.
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["src/Basalt.Core/Schema/Indexes/*.cs"] = "the protocol defines indexes as SQL text, which is parsed and written again",
        ["src/Basalt.Core/Schema/Views/*.cs"] = "the outline of the query that a superuser wrote for a view is read, none is written",
        ["src/Basalt.Storage.Sql/Migration/*.cs"] = "tables, views and indexes, and the table of the collections themselves",
        ["src/Basalt.Storage.Sql/Moving/*.cs"] = "whole tables are read and filled, and the journal of a move is kept",
        ["src/Basalt.Storage.Sql/Postgres/Database/*.cs"] = "the tables of a database that are no collections, and the settings of a connection",
        ["src/Basalt.Storage.Sql/Postgres/Migration/*.cs"] = "tables, views and indexes as PostgreSQL has them",
        ["src/Basalt.Storage.Sql/Postgres/Moving/*.cs"] = "rows in bulk, and the locks that keep servers out of a move",
        ["src/Basalt.Storage.Sql/Postgres/Reading/PostgresReplica.cs"] = "how far a replica has come",
        ["src/Basalt.Storage.Sql/Postgres/Reading/ViewSampler.cs"] = "the query that a superuser wrote for a view, run read-only",
        ["src/Basalt.Storage.Sql/Postgres/Writing/*.cs"] = "transactions, savepoints and locks",
        ["src/Basalt.Storage.Sql/Sqlite/Directory/*.cs"] = "the tables of a data directory that are no collections: settings, migrations",
        ["src/Basalt.Storage.Sql/Sqlite/Migration/*.cs"] = "tables, views and indexes as SQLite has them",
        ["src/Basalt.Storage.Sql/Sqlite/Moving/*.cs"] = "the pragmas and transactions of a move, and whether its target is empty",
        ["src/Basalt.Storage.Sql/Sqlite/Reading/ViewSampler.cs"] = "the query that a superuser wrote for a view, run read-only",
        ["src/Basalt.Storage.Sql/Sqlite/SqliteDatabase.cs"] = "the pragmas of a connection",
    };

    // Where a string may become a piece of SQL: quoted names, numbered placeholders, aliases, and the SQL that superusers write.
    private static readonly string[] TrustedBy =
    [
        "src/Basalt.Storage.Sql/Migration/SchemaSql.cs",
        "src/Basalt.Storage.Sql/SqlContext.cs",
        "src/Basalt.Storage.Sql/SqlDialect.cs",
        "src/Basalt.Storage.Sql/SqlText.cs",
    ];

    [Fact]
    public void Nothing_but_the_writer_and_the_named_exceptions_holds_sql()
    {
        var found = Sources().Where(f => !Writer.Any(w => Matches(f, w)) && !Exceptions.Keys.Any(e => Matches(f, e)) && HoldsSql(f));
        Assert.Empty(found);
    }

    [Fact]
    public void Every_named_exception_is_one()
    {
        Assert.All(Exceptions.Keys, e => Assert.Contains(Sources(), f => Matches(f, e) && HoldsSql(f)));
    }

    [Fact]
    public void Only_named_files_make_sql_of_strings()
    {
        var found = Sources().Where(f => File.ReadAllText(Repository.PathOf(f)).Contains("Trusted(", StringComparison.Ordinal));
        Assert.Equal(TrustedBy, found);
    }

    [Theory]
    [InlineData("""x = "SELECT a FROM b";""", true)]
    [InlineData("""x = $"delete from {table}";""", true)]
    [InlineData("""x = @"a" + " WHERE b";""", true)]
    [InlineData("""x = "select one from the list";""", true)]
    [InlineData("""// "SELECT a FROM b" """, false)]
    [InlineData("""var select = from x in y select x;""", false)]
    [InlineData("""x = "an update is set up";""", false)]
    public void Sql_is_told_from_other_text(string code, bool isSql)
    {
        Assert.Equal(isSql, LiteralsOf(code).Any(Sql().IsMatch));
    }

    private static IEnumerable<string> Sources() => Repository.Files(".cs").Where(f => f.StartsWith("src/", StringComparison.Ordinal));

    private static bool HoldsSql(string file) => LiteralsOf(File.ReadAllText(Repository.PathOf(file))).Any(Sql().IsMatch);

    private static bool Matches(string file, string pattern) => pattern.EndsWith("/*.cs", StringComparison.Ordinal)
        ? Path.GetDirectoryName(file)!.Replace('\\', '/') == pattern[..^5]
        : file == pattern;

    // What stands between quotes. Where an interpolation holds quotes of its own its parts come out one by one, which is enough.
    private static IEnumerable<string> LiteralsOf(string code)
    {
        foreach (Match match in Tokens().Matches(code))
        {
            if (match.Value.StartsWith('"')) yield return match.Value;
        }
    }

    [GeneratedRegex("""//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\\n])+'|"{3,}.*?"{3,}|(?<=@\$?)"(?:""|[^"])*"|"(?:\\.|[^"\\\n])*" """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace, 5_000)]
    private static partial Regex Tokens();

    [GeneratedRegex(
        @"\b(SELECT|FROM|WHERE|VALUES|LIMIT|JOIN|HAVING)\b|(?i:\bselect\b.+\bfrom\b|\binsert\s+(or\s+\w+\s+)?into\b|\bdelete\s+from\b|\bcreate\s+(unique\s+)?(table|index|view|trigger)\b|\balter\s+table\b|\bdrop\s+(table|index|view)\b|\bpragma\b|\border\s+by\b)|\bUPDATE\b.+\bSET\b",
        RegexOptions.Singleline, 5_000)]
    private static partial Regex Sql();
}
