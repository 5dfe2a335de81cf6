using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Reads of the last committed state. A query runs on the thread that asks, in microseconds; only a full pool makes it wait.</summary>
internal sealed class SqliteReads(ReadPool pool, SchemaGate gate, ReadSnapshots snapshots, SqlPlanner planner)
{
    internal ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var plan = EnginePlan.Of(query.Shape, planner);
        return TryRun(plan.Sql.Rows, query, rows, ct) ? default : new ValueTask(RunWhenPossibleAsync(plan.Sql.Rows, query, rows, ct));
    }

    internal async ValueTask<long> CountAsync(EnginePlan plan, RecordQuery query, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var total = new TotalReader();
        if (!TryRun(plan.Sql.Count, query, total, ct)) await RunWhenPossibleAsync(plan.Sql.Count, query, total, ct);
        return total.Value;
    }

    /// <summary>Reads something that does not depend on the schema.</summary>
    internal async ValueTask<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken ct)
    {
        var session = pool.TryRent() ?? await pool.RentAsync(ct);
        var broken = false;
        try
        {
            snapshots.Enter(session);
            return read(session.Connection);
        }
        catch (SqliteException error)
        {
            throw Failure(error, ct, out broken);
        }
        finally
        {
            GiveBack(session, broken);
        }
    }

    /// <summary>A query that a view is to have.</summary>
    internal async Task<ViewSample> SampleAsync(SchemaSnapshot schema, string select, TimeSpan limit, CancellationToken ct)
    {
        while (true)
        {
            await gate.WhenSettled(ct);
            var session = await pool.RentAsync(ct);
            if (SampleAndReturn(session, schema, select, limit, ct) is { } sample) return sample;
        }
    }

    private bool TryRun(SqlStatement statement, in RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        var session = pool.TryRent();
        return session is not null && RunAndReturn(session, statement, query, rows, ct);
    }

    private async Task RunWhenPossibleAsync(SqlStatement statement, RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        while (true)
        {
            await gate.WhenSettled(ct);
            var session = await pool.RentAsync(ct);
            if (RunAndReturn(session, statement, query, rows, ct)) return;
        }
    }

    // False when a schema change was just being committed, so that nothing was read.
    private bool RunAndReturn(SqliteSession session, SqlStatement statement, in RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        var broken = false;
        try
        {
            if (!gate.TryEnter(query.Shape.Schema, out var ticket)) return false;
            session.UseSchema(query.Shape.Schema.Version);
            snapshots.Enter(session);
            Run(session, statement, query, rows, ticket, ct);
            return true;
        }
        catch (SqliteException error)
        {
            throw Failure(error, ct, out broken);
        }
        finally
        {
            GiveBack(session, broken);
        }
    }

    // Null when a schema change was just being committed, so that nothing was read.
    private ViewSample? SampleAndReturn(SqliteSession session, SchemaSnapshot schema, string select, TimeSpan limit, CancellationToken ct)
    {
        var broken = false;
        var ticket = 0;
        try
        {
            if (!gate.TryEnter(schema, out ticket)) return null;
            snapshots.Enter(session);
            return ViewSampler.Sample(session, select, limit, () => { if (!gate.Holds(ticket)) throw new SchemaChangedException(); }, ct);
        }
        catch (SqliteException error) when (error.Primary == SqliteCodes.Interrupt)
        {
            throw Failure(error, ct, out broken); // what took so long would take as long again with the next schema
        }
        catch (SqliteException) when (!gate.Holds(ticket))
        {
            throw new SchemaChangedException();
        }
        catch (SqliteException error)
        {
            var failure = SqliteErrors.OfSample(error);
            broken = failure.Kind == ErrorKind.Unavailable;
            throw failure;
        }
        finally
        {
            GiveBack(session, broken);
        }
    }

    private void GiveBack(SqliteSession session, bool broken)
    {
        try
        {
            if (!broken) snapshots.Leave(session);
        }
        catch (SqliteException) // of ending a read: the answer is right all the same, but the connection is done for
        {
            broken = true;
        }

        pool.Return(session, broken);
    }

    private static Exception Failure(SqliteException error, CancellationToken ct, out bool broken)
    {
        var failure = OfRead(error, ct);
        broken = failure is BasaltException { Kind: ErrorKind.Unavailable };
        return failure;
    }

    private void Run(SqliteSession session, SqlStatement statement, in RecordQuery query, IRowConsumer rows, int ticket, CancellationToken ct)
    {
        SqliteStatement prepared;
        bool more;
        try
        {
            prepared = session.Begin(statement, query, ct);
        }
        catch (SqliteException) when (!gate.Holds(ticket))
        {
            throw new SchemaChangedException(); // whatever failed was compiled against another schema
        }

        try
        {
            try
            {
                more = prepared.Step();
            }
            catch (SqliteException) when (!gate.Holds(ticket))
            {
                throw new SchemaChangedException();
            }

            if (!gate.Holds(ticket)) throw new SchemaChangedException();
            for (var row = session.RowOf(prepared); more && rows.Accept(row); more = prepared.Step()) { }
        }
        finally
        {
            session.End(prepared);
        }
    }

    /// <summary>What a failed read is for the caller: a query that was interrupted was either cancelled or took too long.</summary>
    internal static Exception OfRead(SqliteException error, CancellationToken ct) =>
        error.Primary == SqliteCodes.Interrupt && ct.IsCancellationRequested ? new OperationCanceledException(ct) : SqliteErrors.OfRead(error);
}
