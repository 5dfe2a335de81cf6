using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>What transactions share.</summary>
internal sealed record TransactionParts(SqlPlanner Planner, RecordStatements Statements, ParamsTable Params, TimeSpan SavedViewTimeout);

internal sealed class SqliteTransaction(SqliteSession session, SchemaSnapshot schema, TransactionParts parts, Action? save) : WorkTransaction(schema, save)
{
    private static readonly CountsTable Counts = new(SqliteDialect.Instance);

    public override ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        Read(EnginePlan.Of(query.Shape, parts.Planner).Sql.Rows, query, rows, ct);
        return default;
    }

    public override ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct)
    {
        var total = new TotalReader();
        Read(EnginePlan.Of(query.Shape, parts.Planner).Sql.Count, query, total, ct);
        return new(total.Value);
    }

    public override ValueTask<string?> ReadParamAsync(string key, CancellationToken ct)
    {
        Guard();
        try
        {
            return new(ParamsTable.Read(session.Connection, key));
        }
        catch (SqliteException error)
        {
            Failure = error;
            throw SqliteReads.OfRead(error, ct);
        }
    }

    public override ValueTask InsertAsync(Record record, CancellationToken ct)
    {
        var collection = Stored(record.Collection);
        var values = session.Values(collection.Fields.Length);
        for (var i = 0; i < values.Length; i++) values[i] = BoundValue.Of(record[i]);
        Change(collection, parts.Statements.Insert(collection), values);
        return default;
    }

    public override ValueTask UpdateAsync(Record record, ReadOnlyMemory<int> ordinals, CancellationToken ct)
    {
        var collection = Stored(record.Collection);
        if (ordinals.IsEmpty) return default;
        var values = session.Values(ordinals.Length + 1);
        for (var i = 0; i < ordinals.Length; i++) values[i] = BoundValue.Of(record[ordinals.Span[i]]);
        values[^1] = BoundValue.Of(record.Id);
        Change(collection, parts.Statements.Update(collection, ordinals.Span), values);
        return default;
    }

    public override ValueTask<bool> DeleteAsync(Collection collection, string id, CancellationToken ct)
    {
        Stored(collection);
        var values = session.Values(1);
        values[0] = BoundValue.Of(id);
        return new(Change(collection, parts.Statements.Delete(collection), values) > 0);
    }

    public override ValueTask<ViewSample> SampleViewAsync(string select, CancellationToken ct)
    {
        Guard();
        try
        {
            return new(ViewSampler.Sample(session, select, parts.SavedViewTimeout, static () => { }, ct));
        }
        catch (SqliteException error)
        {
            Failure = error;
            if (error.Primary != SqliteCodes.Interrupt) throw SqliteErrors.OfSample(error);
            ct.ThrowIfCancellationRequested();
            throw BasaltException.Invalid(
                "query_timeout",
                $"the query takes too long: its first rows must come within {parts.SavedViewTimeout.TotalSeconds:0.#} seconds, because all writes wait for them",
                inner: error);
        }
    }

    public override ValueTask WriteParamAsync(string key, string value, CancellationToken ct)
    {
        BeforeChange();
        try
        {
            parts.Params.Write(session.Connection, key, value);
        }
        catch (SqliteException error)
        {
            throw Translate(error, null);
        }

        NoteWritten(ParamsTable.Name);
        return default;
    }

    public override ValueTask<long> CountUpAsync(string key, DateTimeOffset now, TimeSpan window, CancellationToken ct) => new(Counting(
        Counts.Up,
        statement =>
        {
            statement.Bind(1, key).Bind(2, now.ToUnixTimeMilliseconds()).Bind(3, (now + window).ToUnixTimeMilliseconds());
            statement.Step();
            return statement.Integer(0);
        }));

    public override ValueTask ForgetCountAsync(string key, CancellationToken ct)
    {
        Counting(Counts.Forget, statement => statement.Bind(1, key).Step());
        return default;
    }

    public override ValueTask ForgetEndedCountsAsync(DateTimeOffset now, CancellationToken ct)
    {
        Counting(Counts.ForgetEnded, statement => statement.Bind(1, now.ToUnixTimeMilliseconds()).Step());
        return default;
    }

    private T Counting<T>(string sql, Func<SqliteStatement, T> run)
    {
        BeforeChange();
        try
        {
            using var statement = session.Connection.Prepare(sql);
            return run(statement);
        }
        catch (SqliteException error)
        {
            throw Translate(error, null);
        }
    }

    private void Read(SqlStatement statement, in RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        BeforeRead(query, ct);
        try
        {
            var prepared = session.Begin(statement, query, ct);
            try
            {
                var row = session.RowOf(prepared);
                while (prepared.Step() && rows.Accept(row)) { }
            }
            finally
            {
                session.End(prepared);
            }
        }
        catch (SqliteException error)
        {
            Failure = error;
            throw SqliteReads.OfRead(error, ct);
        }
    }

    private long Change(Collection collection, RecordStatement statement, Span<BoundValue> values)
    {
        BeforeChange();
        try
        {
            var prepared = session.Prepare(statement, statement.Sql);
            session.Bind(prepared, values);
            prepared.Execute();
        }
        catch (SqliteException error)
        {
            throw Translate(error, collection);
        }

        NoteWritten(collection.Id);
        return session.Connection.Changes;
    }

    private protected override void Migrate(SchemaChange change)
    {
        session.UseSchema(change.Next.Version);
        try
        {
            SchemaMigrator.Apply(new SqliteSchemaTarget(session.Connection), Schema, change);
        }
        catch (SqliteException error)
        {
            throw Translate(error, null);
        }
    }

    private protected override void RequireOpen()
    {
        if (session.Connection.IsInTransaction) return;
        throw SqliteErrors.OfCommit(Failure as SqliteException ?? new SqliteException(SqliteCodes.Error, "no transaction"));
    }

    private Exception Translate(SqliteException error, Collection? collection)
    {
        Failure = error;
        if (SqliteErrors.Unavailable(error) is { } unavailable) return unavailable;
        if (error.Code is SqliteCodes.ConstraintUnique or SqliteCodes.ConstraintPrimaryKey && collection is not null)
        {
            return UniqueViolation.Of(error, collection);
        }

        return error.Primary switch
        {
            SqliteCodes.Constraint => BasaltException.Invalid("constraint_failed", "The database refused the change.", inner: error),
            SqliteCodes.TooBig => BasaltException.Invalid("value_too_large", "A value is too large.", inner: error),
            _ when collection is null => BasaltException.Invalid("schema_change_failed", error.Message, inner: error),
            _ => new InvalidOperationException($"a change of {collection.Name} failed: {error.Message}", error),
        };
    }
}
