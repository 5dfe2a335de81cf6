using Npgsql;
using NpgsqlTypes;

namespace Basalt.Bench.Limit;

/// <summary>The rows of <see cref="SeedRows"/> in PostgreSQL. Tables that a server made beforehand are filled as they are; missing ones are made.</summary>
internal static class PostgresSeeder
{
    public static void Run(string address, int posts, int authors, IReadOnlyList<string> tables)
    {
        using var source = PostgresStore.Open(address, 1);
        using var connection = source.OpenConnection();
        Execute(connection, "CREATE TABLE IF NOT EXISTS authors (id text COLLATE \"C\" PRIMARY KEY, name text NOT NULL, team text NOT NULL)");
        using (var import = connection.BeginBinaryImport("COPY authors (id, name, team) FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var (id, name, team) in SeedRows.Authors(authors))
            {
                import.StartRow();
                import.Write(id, NpgsqlDbType.Text);
                import.Write(name, NpgsqlDbType.Text);
                import.Write(team, NpgsqlDbType.Text);
            }

            import.Complete();
        }

        foreach (var table in tables) Fill(connection, table, posts, authors);
        Execute(connection, "VACUUM ANALYZE");
    }

    private static void Fill(NpgsqlConnection connection, string table, int posts, int authors)
    {
        Execute(connection, $"""
            CREATE TABLE IF NOT EXISTS "{table}" (id text COLLATE "C" PRIMARY KEY, title text NOT NULL, body text NOT NULL, views double precision NOT NULL,
                published boolean NOT NULL, author text NOT NULL, created text COLLATE "C" NOT NULL, updated text NOT NULL);
            CREATE INDEX IF NOT EXISTS "idx_{table}_created" ON "{table}" (created);
            """);
        using var import = connection.BeginBinaryImport($"COPY \"{table}\" ({Post.Columns}) FROM STDIN (FORMAT BINARY)");
        foreach (var post in SeedRows.Posts(posts, authors))
        {
            import.StartRow();
            import.Write(post.Id, NpgsqlDbType.Text);
            import.Write(post.Title, NpgsqlDbType.Text);
            import.Write(post.Body, NpgsqlDbType.Text);
            import.Write(post.Views, NpgsqlDbType.Double);
            import.Write(post.Published, NpgsqlDbType.Boolean);
            import.Write(post.Author, NpgsqlDbType.Text);
            import.Write(post.Created, NpgsqlDbType.Text);
            import.Write(post.Updated, NpgsqlDbType.Text);
        }

        import.Complete();
    }

    private static void Execute(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
