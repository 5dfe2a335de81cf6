using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Basalt.Bench.Limit;

/// <summary>
/// The data of every workload, the same for every server and every run: authors in twenty teams and posts spread evenly over the year
/// 2025, seven of ten published. Tables that a server made beforehand are filled as they are; missing ones are made.
/// </summary>
internal static class Seeder
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Words = "river stone basalt column slow fire north harbour lava field cold spring ";

    public static void Run(string database, int posts, int authors, IReadOnlyList<string> tables)
    {
        using var connection = Database.Open(database);
        using var transaction = connection.BeginTransaction();
        Database.Execute(connection, "CREATE TABLE IF NOT EXISTS authors (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, team TEXT NOT NULL)");
        FillAuthors(connection, transaction, authors);
        foreach (var table in tables)
        {
            Database.Execute(connection, $"""
                CREATE TABLE IF NOT EXISTS "{table}" (id TEXT PRIMARY KEY NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, views REAL NOT NULL,
                    published INTEGER NOT NULL, author TEXT NOT NULL, created TEXT NOT NULL, updated TEXT NOT NULL);
                CREATE INDEX IF NOT EXISTS "idx_{table}_created" ON "{table}" (created);
                """);
            FillPosts(connection, transaction, table, posts, authors);
        }

        transaction.Commit();
        Database.Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    private static void FillAuthors(SqliteConnection connection, SqliteTransaction transaction, int authors)
    {
        using var insert = Database.Prepare(connection, "INSERT INTO authors (id, name, team) VALUES ($0, $1, $2)", "$0", "$1", "$2");
        insert.Transaction = transaction;
        for (var i = 0; i < authors; i++)
        {
            insert.Parameters[0].Value = AuthorId(i);
            insert.Parameters[1].Value = string.Create(CultureInfo.InvariantCulture, $"Author {i}");
            insert.Parameters[2].Value = string.Create(CultureInfo.InvariantCulture, $"team{i % 20:d2}");
            insert.ExecuteNonQuery();
        }
    }

    private static void FillPosts(SqliteConnection connection, SqliteTransaction transaction, string table, int posts, int authors)
    {
        using var insert = new InsertCommand(connection, table);
        var body = string.Concat(Enumerable.Repeat(Words, 3))[..200];
        var start = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var step = TimeSpan.FromDays(365) / posts;
        for (var i = 0; i < posts; i++)
        {
            var mixed = Mix((ulong)i);
            var created = (start + (step * i)).ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
            insert.Execute(
                new Post(Id(mixed), string.Create(CultureInfo.InvariantCulture, $"Post number {i}"), body, mixed % 10_000, mixed % 10 < 7, AuthorId((int)(mixed % (ulong)authors)), created, created),
                transaction);
        }
    }

    private static string AuthorId(int number) => string.Create(CultureInfo.InvariantCulture, $"author{number:d9}");

    /// <summary>Fifteen characters that look random, so that an id touches a random page of its index as a real one does.</summary>
    private static string Id(ulong seed) => string.Create(15, seed, static (characters, seed) =>
    {
        for (var i = 0; i < characters.Length; i++)
        {
            seed = Mix(seed + (ulong)i);
            characters[i] = Alphabet[(int)(seed % 36)];
        }
    });

    /// <summary>The finalizer of SplitMix64: a bijection that spreads consecutive numbers over all 64 bits.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
