using Basalt.Errors;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>What a database was found to hold.</summary>
internal enum DatabaseContent
{
    /// <summary>Nothing of Basalt.</summary>
    Nothing,

    Basalt,

    /// <summary>The target of a move that was not finished: no server may open it.</summary>
    HalfMoved,
}

/// <summary>Tells whether a database can be used, and what is in it.</summary>
internal static class DatabaseInspection
{
    private const int OldestVersion = 140_000;

    /// <summary>Whoever writes has it, until the end of the transaction: see <see cref="PostgresWriter"/>.</summary>
    internal static readonly SqlText LockForTransaction = SqlText.Of($"SELECT pg_advisory_xact_lock(4702611850337)");

    /// <summary>A server has this as long as its listener is connected; a move that reads the database has it alone.</summary>
    internal static readonly SqlText ShowPresence = SqlText.Of($"SELECT pg_try_advisory_lock_shared(4702611850339)");

    private static readonly SqlText EndPresence = SqlText.Of($"SELECT pg_advisory_unlock_shared(4702611850339)");

    private static readonly SqlText Ask = SqlText.Of(
        $"SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), to_regclass('_basalt_meta') IS NOT NULL");

    /// <summary>Outside a transaction.</summary>
    /// <exception cref="BasaltException">The database is being moved elsewhere: what a server wrote now would be lost.</exception>
    internal static void RefuseWhileMoved(PostgresSession session)
    {
        if (!session.Control([ShowPresence], [], reader => reader.GetBoolean(0))) throw new BasaltException(
            ErrorKind.Unavailable, "database_being_moved", "the database is being moved to another place; start the server there when that is done");
        session.Control(EndPresence);
    }

    /// <param name="session">In a transaction.</param>
    /// <exception cref="BasaltException">It can't be used.</exception>
    internal static DatabaseContent Inspect(PostgresSession session)
    {
        var (version, encoding, exists) = session.Query(Ask.ToString(), keep: false, [], reader =>
        {
            reader.Read();
            return (reader.GetInt32(0), reader.GetString(1), reader.GetBoolean(2));
        });
        if (version < OldestVersion) throw Invalid("database_too_old", "PostgreSQL 14 or newer is needed");
        if (encoding != "UTF8") throw Invalid("database_encoding", $"the database has the encoding {encoding}; UTF8 is needed");
        if (!exists) return DatabaseContent.Nothing;
        if (Number(session, MetaTable.ReadFormat) > SystemTables.Format) throw Invalid("database_too_new", "the database was written by a newer version of Basalt");
        return Number(session, MoveStatements.ReadMark) != 0 ? DatabaseContent.HalfMoved : DatabaseContent.Basalt;
    }

    /// <summary>The first column of the first row; 0 when there is none.</summary>
    internal static long Number(PostgresSession session, SqlText sql) => session.Query(sql.ToString(), keep: false, [], reader => reader.Read() ? reader.GetInt64(0) : 0);

    internal static BasaltException Refused(Exception error) => new(
        ErrorKind.Unavailable, "database_unavailable", $"the database can't be opened: {PostgresTransaction.ReasonOf(error).ReplaceLineEndings(" ").Trim()}", inner: error);

    private static BasaltException Invalid(string code, string message) => BasaltException.Invalid(code, message);
}
