using System.Globalization;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// Tells which version of the schema each server works by. A writer's connection shares a lock of its own version; who has changed the
/// schema waits until nobody shares the lock of the version before, so that once the change is acknowledged every server knows it. A
/// server that is gone takes its lock with it; for one that does not answer nobody waits for long.
/// </summary>
internal static class SchemaLocks
{
    private static readonly SqlText Share = SqlText.Of($"SELECT pg_advisory_lock_shared({Namespace}, $1::int)");
    private static readonly SqlText Leave = SqlText.Of($"SELECT pg_advisory_unlock_shared({Namespace}, $1::int)");
    private static readonly SqlText Patience = SqlText.Of($"SET lock_timeout = '2s'");
    private static readonly SqlText WaitForAll = SqlText.Of($"SELECT pg_advisory_lock({Namespace}, $1::int)");
    private static readonly SqlText Free = SqlText.Of($"SELECT pg_advisory_unlock({Namespace}, $1::int)");
    private static readonly SqlText NoPatience = SqlText.Of($"RESET lock_timeout");

    // Locks of two numbers are others than those of one; it only has to be the same everywhere.
    private static SqlText Namespace => SqlText.Whole(1_096_022);

    /// <summary>From now on this server may work by a version.</summary>
    internal static void Enter(PostgresSession session, long version) => session.Control([Share], [Of(version)], static _ => true);

    /// <summary>From now on it works by a version no more.</summary>
    internal static void Exit(PostgresSession session, long version) => session.Control([Leave], [Of(version)], static _ => true);

    /// <summary>Outside of a transaction, after a commit: waits until no server works by a version any more.</summary>
    /// <returns>False when one still did after two seconds.</returns>
    internal static bool AwaitAll(PostgresSession session, long version)
    {
        session.Control(Patience);
        try
        {
            session.Control([WaitForAll], [Of(version)], static _ => true);
            session.Control([Free], [Of(version)], static _ => true);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
        finally
        {
            if (session.IsOpen) session.Control(NoPatience);
        }
    }

    private static NpgsqlParameter Of(long version) =>
        Parameters.Of(ParameterForm.Text, BoundValue.Of(((int)(version % int.MaxValue)).ToString(CultureInfo.InvariantCulture)));
}
