using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>What transactions share.</summary>
internal sealed record TransactionParts(SqlPlanner Planner, RecordStatements Statements, ParamsTable Params, TimeSpan SavedViewTimeout);

/// <summary>One piece of work's view of the group's transaction. Everything completes synchronously, on the writer's thread.</summary>
/// <param name="save">Makes a savepoint; called before the first change. Null when undoing the work is undoing the transaction.</param>
internal sealed class SqliteTransaction(SqliteSession session, SchemaSnapshot schema, TransactionParts parts, Action? save) : IStorageTransaction
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private SchemaSnapshot _schema = schema;
    private bool _hasEnded;

    /// <summary>Ids of the collections that the work wrote.</summary>
    internal IReadOnlyCollection<string> Written => _written;

    /// <summary>True when a savepoint was made for the work.</summary>
    internal bool IsSaved { get; private set; }

    /// <summary>The schema that the work made, if it changed it.</summary>
    internal SchemaSnapshot? NextSchema { get; private set; }

    /// <summary>The last error of the database.</summary>
    internal SqliteException? Failure { get; private set; }

    /// <summary>From now on its members may not be used.</summary>
    internal void End() => _hasEnded = true;

    public ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        Read(EnginePlan.Of(query.Shape, parts.Planner).Sql.Rows, query, rows, ct);
        return default;
    }

    public ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct)
    {
        var total = new TotalReader();
        Read(EnginePlan.Of(query.Shape, parts.Planner).Sql.Count, query, total, ct);
        return new(total.Value);
    }

    public ValueTask<string?> ReadParamAsync(string key, CancellationToken ct)
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

    public ValueTask InsertAsync(Record record, CancellationToken ct)
    {
        var collection = Stored(record.Collection);
        var values = session.Values(collection.Fields.Length);
        for (var i = 0; i < values.Length; i++) values[i] = BoundValue.Of(record[i]);
        Change(collection, parts.Statements.Insert(collection), values);
        return default;
    }

    public ValueTask UpdateAsync(Record record, ReadOnlyMemory<int> ordinals, CancellationToken ct)
    {
        var collection = Stored(record.Collection);
        if (ordinals.IsEmpty) return default;
        var values = session.Values(ordinals.Length + 1);
        for (var i = 0; i < ordinals.Length; i++) values[i] = BoundValue.Of(record[ordinals.Span[i]]);
        values[^1] = BoundValue.Of(record.Id);
        Change(collection, parts.Statements.Update(collection, ordinals.Span), values);
        return default;
    }

    public ValueTask<bool> DeleteAsync(Collection collection, string id, CancellationToken ct)
    {
        Stored(collection);
        var values = session.Values(1);
        values[0] = BoundValue.Of(id);
        return new(Change(collection, parts.Statements.Delete(collection), values) > 0);
    }

    public ValueTask ChangeSchemaAsync(SchemaChange change, CancellationToken ct)
    {
        BeforeChange();
        if (change.Next.Version != _schema.Version + 1) throw new InvalidOperationException("a schema change must be made from the current schema");
        NextSchema = change.Next; // noted first: were it to fail half-way, kept statements must be dropped all the same
        session.UseSchema(change.Next.Version);
        try
        {
            SchemaMigrator.Apply(new SqliteSchemaTarget(session.Connection), _schema, change);
        }
        catch (SqliteException error)
        {
            throw Translate(error, null);
        }

        foreach (var step in change.Steps) _written.Add((step.After ?? step.Before)!.Id);
        _schema = change.Next;
        return default;
    }

    public ValueTask<ViewSample> SampleViewAsync(string select, CancellationToken ct)
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

    public ValueTask WriteParamAsync(string key, string value, CancellationToken ct)
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

        _written.Add(ParamsTable.Name);
        return default;
    }

    private void Read(SqlStatement statement, in RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        Guard();
        ct.ThrowIfCancellationRequested();
        if (!ReferenceEquals(query.Shape.Schema, _schema)) throw new SchemaChangedException();
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

        _written.Add(collection.Id);
        return session.Connection.Changes;
    }

    private void BeforeChange()
    {
        Guard();
        if (IsSaved || save is null) return;
        save();
        IsSaved = true;
    }

    private void Guard()
    {
        ObjectDisposedException.ThrowIf(_hasEnded, this);
        // Outside the transaction that the database ended, every change would be one of its own.
        if (!session.Connection.IsInTransaction) throw SqliteErrors.OfCommit(Failure ?? new SqliteException(SqliteCodes.Error, "no transaction"));
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

    private static Collection Stored(Collection collection) =>
        collection.IsView ? throw new InvalidOperationException($"the view {collection.Name} stores no records") : collection;
}
