using System.Globalization;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>What each server works by.</summary>
/// <param name="Schema">Version of the schema.</param>
/// <param name="Settings">How often the settings were written.</param>
internal readonly record struct WorkingState(long Schema, long Settings);

/// <summary>
/// Tells which state each server works by. A writer's connection shares a lock of its own state's numbers; who has changed the schema or
/// the settings waits until nobody shares the lock of the number before, so that once the change is acknowledged every server knows it. A
/// server that is gone takes its locks with it; for one that does not answer nobody waits for long.
/// </summary>
internal static class VersionLocks
{
    // Locks of two numbers are others than those of one; the first only has to be the same everywhere.
    private const long OfSchema = 1_096_022;
    private const long OfSettings = 1_096_023;

    private static readonly SqlText Share = SqlText.Of($"SELECT pg_advisory_lock_shared($1::int, $2::int)");
    private static readonly SqlText Leave = SqlText.Of($"SELECT pg_advisory_unlock_shared($1::int, $2::int)");
    private static readonly SqlText[] Begin = [SqlText.Of($"BEGIN"), SqlText.Of($"SET LOCAL lock_timeout = '2s'")];
    private static readonly SqlText WaitForAll = SqlText.Of($"SELECT pg_advisory_lock($1::int, $2::int)");
    private static readonly SqlText Free = SqlText.Of($"SELECT pg_advisory_unlock($1::int, $2::int)");
    private static readonly SqlText End = SqlText.Of($"ROLLBACK"); // these locks are the session's, not the transaction's

    /// <summary>From now on this server may work by a state.</summary>
    /// <param name="session">The writer's.</param>
    /// <param name="before">By which it worked until now; of what is the same the lock is shared already. Null for none.</param>
    /// <param name="next">The state.</param>
    internal static void Enter(PostgresSession session, WorkingState? before, WorkingState next) => Each(session, Share, next, before);

    /// <summary>From now on it works by a state no more.</summary>
    /// <param name="session">The writer's.</param>
    /// <param name="before">The state.</param>
    /// <param name="next">By which it works now.</param>
    internal static void Exit(PostgresSession session, WorkingState before, WorkingState next) => Each(session, Leave, before, next);

    /// <summary>Outside of a transaction, after a commit: waits until no server works by what <paramref name="before"/> has and <paramref name="next"/> has not.</summary>
    /// <returns>False when one still did after two seconds.</returns>
    internal static bool AwaitAll(PostgresSession session, WorkingState before, WorkingState next)
    {
        session.Control(Begin);
        try
        {
            Each(session, WaitForAll, before, next);
            Each(session, Free, before, next);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
        finally
        {
            if (session.IsOpen) session.Control(End);
        }
    }

    private static void Each(PostgresSession session, SqlText sql, WorkingState state, WorkingState? other)
    {
        if (state.Schema != other?.Schema) session.Control([sql], [Of(OfSchema), Of(state.Schema)], static _ => true);
        if (state.Settings != other?.Settings) session.Control([sql], [Of(OfSettings), Of(state.Settings)], static _ => true);
    }

    private static NpgsqlParameter Of(long number) =>
        Parameters.Of(ParameterForm.Text, BoundValue.Of(((int)(number % int.MaxValue)).ToString(CultureInfo.InvariantCulture)));
}
