using Microsoft.Data.Sqlite;

namespace Basalt.Bench.Limit;

/// <summary>The rows of <see cref="SeedRows"/> in SQLite. Tables that a server made beforehand are filled as they are; missing ones are made.</summary>
internal static class SqliteSeeder
{
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
        foreach (var (id, name, team) in SeedRows.Authors(authors))
        {
            insert.Parameters[0].Value = id;
            insert.Parameters[1].Value = name;
            insert.Parameters[2].Value = team;
            insert.ExecuteNonQuery();
        }
    }

    private static void FillPosts(SqliteConnection connection, SqliteTransaction transaction, string table, int posts, int authors)
    {
        using var insert = new InsertCommand(connection, table);
        foreach (var post in SeedRows.Posts(posts, authors)) insert.Execute(post, transaction);
    }
}
