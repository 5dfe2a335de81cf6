using Basalt.Errors;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>The one connection of a side of a move. What it asks takes as long as it takes.</summary>
internal sealed class PostgresMoveConnection : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);

    // A process that was killed leaves its work to the server, which would go on with an index nobody waits for. Not every system can ask.
    private const string SessionSettings =
        """
        SET idle_in_transaction_session_timeout = 0;
        SET synchronous_commit = off;
        DO $$ BEGIN SET client_connection_check_interval = '1s'; EXCEPTION WHEN OTHERS THEN NULL; END $$
        """;

    private readonly PostgresDatabase _database;

    private PostgresMoveConnection(PostgresDatabase database, PostgresSession session) => (_database, Session) = (database, session);

    internal PostgresSession Session { get; }

    /// <exception cref="BasaltException">It can't be reached.</exception>
    internal static PostgresMoveConnection Open(string address)
    {
        var database = new PostgresDatabase(new PostgresOptions { Connection = address, QueryTimeout = TimeSpan.Zero, ConnectTimeout = ConnectTimeout });
        try
        {
            var session = new PostgresSession(database.Own.OpenConnection(), database.Options.StatementsPerConnection);
            session.ExecuteScript(SessionSettings);
            return new PostgresMoveConnection(database, session);
        }
        catch (Exception error)
        {
            database.Dispose();
            if (error is NpgsqlException or IOException or TimeoutException) throw DatabaseInspection.Refused(error);
            throw;
        }
    }

    /// <summary>Takes a lock as long as the connection is open.</summary>
    /// <returns>False when somebody else has it.</returns>
    internal bool TryTake(SqlText[] statements)
    {
        try
        {
            foreach (var sql in statements) Session.ExecuteScript(sql.ToString());
            return true;
        }
        catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    internal void Begin() => Session.Control(PostgresMoveStatements.Begin);

    internal void Commit() => Session.Control(PostgresMoveStatements.Commit);

    // Not prepared: a transaction that has failed takes nothing else.
    internal void Rollback()
    {
        if (Session.IsOpen) Session.ExecuteScript(PostgresMoveStatements.Rollback.ToString());
    }

    public void Dispose()
    {
        LetGo();
        Session.Dispose();
        _database.Dispose();
    }

    // The server would notice the end of the connection a moment later, and keep others waiting until then.
    private void LetGo()
    {
        try
        {
            if (Session.IsOpen) Session.ExecuteScript(PostgresMoveStatements.LetGo.ToString());
        }
        catch (NpgsqlException)
        {
            // the connection is lost, and its locks with it
        }
    }
}
