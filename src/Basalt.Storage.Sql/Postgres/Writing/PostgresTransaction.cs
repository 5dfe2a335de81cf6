using System.Runtime.ExceptionServices;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>What transactions share.</summary>
internal sealed record TransactionParts(SqlPlanner Planner, RecordStatements Statements, TimeProvider Clock, TimeSpan SavedViewTimeout);

/// <summary>One piece of work's view of the group's transaction. Everything completes synchronously, on the writer's thread.</summary>
/// <param name="save">Makes a savepoint; called before the first change. Null when undoing the work is undoing the transaction.</param>
internal sealed class PostgresTransaction(PostgresSession session, SchemaSnapshot schema, TransactionParts parts, Action? save) : IStorageTransaction
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
    internal Exception? Failure { get; private set; }

    /// <summary>From now on its members may not be used.</summary>
    internal void End() => _hasEnded = true;

    public ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        Read(PostgresPlan.Of(query.Shape, parts.Planner).Rows, query, rows, ct);
        return default;
    }

    public ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct)
    {
        var total = new TotalReader();
        Read(PostgresPlan.Of(query.Shape, parts.Planner).Count, query, total, ct);
        return new(total.Value);
    }

    public ValueTask<string?> ReadParamAsync(string key, CancellationToken ct)
    {
        Guard();
        return new(Reading(() => session.Query(ParamsTable.Read.ToString(), keep: true, [Text(key)], reader => reader.Read() ? reader.GetString(0) : null), ct));
    }

    public ValueTask InsertAsync(Record record, CancellationToken ct)
    {
        var collection = Stored(record.Collection);
        var values = new NpgsqlParameter[collection.Fields.Length];
        for (var i = 0; i < values.Length; i++) values[i] = ValueOf(record, i);
        Change(collection, parts.Statements.Insert(collection), values);
        return default;
    }

    public ValueTask UpdateAsync(Record record, ReadOnlyMemory<int> ordinals, CancellationToken ct)
    {
        var collection = Stored(record.Collection);
        if (ordinals.IsEmpty) return default;
        var values = new NpgsqlParameter[ordinals.Length + 1];
        for (var i = 0; i < ordinals.Length; i++) values[i] = ValueOf(record, ordinals.Span[i]);
        values[^1] = Text(record.Id);
        Change(collection, parts.Statements.Update(collection, ordinals.Span), values);
        return default;
    }

    public ValueTask<bool> DeleteAsync(Collection collection, string id, CancellationToken ct)
    {
        Stored(collection);
        return new(Change(collection, parts.Statements.Delete(collection), Text(id)) > 0);
    }

    public ValueTask ChangeSchemaAsync(SchemaChange change, CancellationToken ct)
    {
        BeforeChange();
        if (change.Next.Version != _schema.Version + 1) throw new InvalidOperationException("a schema change must be made from the current schema");
        NextSchema = change.Next; // noted first: were it to fail half-way, kept statements must be dropped all the same
        try
        {
            var target = new PostgresSchemaTarget(session);
            target.Execute(SqlText.Of($"SET LOCAL statement_timeout = 0")); // an index of a large table takes its time
            SchemaMigrator.Apply(target, _schema, change);
            MetaTable.WriteVersion(target, change.Next.Version);
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            throw Translate(error, null);
        }

        session.Unprepare();
        foreach (var step in change.Steps) _written.Add((step.After ?? step.Before)!.Id);
        _schema = change.Next;
        return default;
    }

    public ValueTask<ViewSample> SampleViewAsync(string select, CancellationToken ct)
    {
        Guard();
        try
        {
            return new(ViewSampler.Sample(session, select, parts.SavedViewTimeout, ct));
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            Failure = error;
            throw ViewSampler.Failure(error, ct);
        }
    }

    public ValueTask WriteParamAsync(string key, string value, CancellationToken ct)
    {
        BeforeChange();
        try
        {
            session.Execute(ParamsTable.Upsert.ToString(), keep: true, Text(key), Text(value), Text(Basalt.Text.DateText.Now(parts.Clock)));
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            throw Translate(error, null);
        }

        _written.Add(ParamsTable.Name);
        return default;
    }

    private void Read(PostgresStatement statement, in RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        Guard();
        ct.ThrowIfCancellationRequested();
        if (!ReferenceEquals(query.Shape.Schema, _schema)) throw new SchemaChangedException();
        var values = new NpgsqlParameter[statement.Forms.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Parameters.Of(statement.Forms[i], statement.Sql.Parameters[i].Read(query));
        var keep = !query.Shape.Collection.IsView && query.Shape.Query.Sources.All(s => s.Collection is not { IsView: true }); // a view may be broken
        ExceptionDispatchInfo? thrown = null;
        Reading(
            () => session.Query(statement.Sql.Sql, keep, values, reader =>
            {
                var row = new PostgresRow();
                row.Show(reader);
                try
                {
                    while (reader.Read())
                    {
                        row.Next();
                        if (!rows.Accept(row)) break;
                    }
                }
                catch (Exception error) when (!IsOfDatabase(error)) // the consumer's own
                {
                    thrown = ExceptionDispatchInfo.Capture(error);
                }

                return true;
            }),
            ct);
        thrown?.Throw();
    }

    private T Reading<T>(Func<T> read, CancellationToken ct)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            Failure = error;
            throw PostgresErrors.OfRead(error, ct);
        }
    }

    private int Change(Collection collection, RecordStatement statement, params ReadOnlySpan<NpgsqlParameter> values)
    {
        BeforeChange();
        try
        {
            var changed = session.Execute(statement.Sql, keep: true, values);
            _written.Add(collection.Id);
            return changed;
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            throw Translate(error, collection);
        }
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
        if (!session.IsOpen) throw PostgresErrors.OfCommit(Failure ?? new IOException("the connection is lost"));
    }

    private Exception Translate(Exception error, Collection? collection)
    {
        Failure = error;
        if (PostgresErrors.Unavailable(error) is { } unavailable) return unavailable;
        return error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation when collection is not null => UniqueViolations.Of(violation, collection),
            PostgresException { SqlState: ['2', '3', ..] } => BasaltException.Invalid("constraint_failed", "The database refused the change.", inner: error),
            PostgresException { SqlState: PostgresErrorCodes.ProgramLimitExceeded } when collection is not null =>
                BasaltException.Invalid("value_too_large", "A value is too large.", inner: error), // for an index, mostly
            _ when collection is null => BasaltException.Invalid("schema_change_failed", ReasonOf(error), inner: error),
            _ => new InvalidOperationException($"a change of {collection.Name} failed: {ReasonOf(error)}", error),
        };
    }

    /// <summary>The database's own words.</summary>
    internal static string ReasonOf(Exception error) => error is PostgresException refused ? refused.MessageText : error.Message;

    private static bool IsOfDatabase(Exception error) => error is NpgsqlException or IOException or TimeoutException;

    private static NpgsqlParameter ValueOf(Record record, int ordinal) =>
        Parameters.Of(Parameters.FormOf(record.Collection.Fields[ordinal]), BoundValue.Of(record[ordinal]));

    private static NpgsqlParameter Text(string text) => Parameters.Of(ParameterForm.Text, BoundValue.Of(text));

    private static Collection Stored(Collection collection) =>
        collection.IsView ? throw new InvalidOperationException($"the view {collection.Name} stores no records") : collection;
}
