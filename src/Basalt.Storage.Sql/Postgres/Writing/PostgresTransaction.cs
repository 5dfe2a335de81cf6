using System.Runtime.ExceptionServices;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>What transactions share.</summary>
internal sealed record TransactionParts(SqlPlanner Planner, RecordStatements Statements, TimeProvider Clock, TimeSpan SavedViewTimeout);

/// <param name="isHopeful">Changes are deferred as if none could be refused. Whatever can't be done that way asks to be run again.</param>
internal sealed class PostgresTransaction(PostgresSession session, SchemaSnapshot schema, TransactionParts parts, Action? save, bool isHopeful)
    : WorkTransaction(schema, save)
{
    private static readonly CountsTable Counts = new(PostgresDialect.Instance);

    /// <summary>Whether it has asked the database, or will.</summary>
    internal bool HasWorked { get; private set; }

    /// <summary>Whether it counts on something that is not known yet.</summary>
    internal bool HasHoped { get; private set; }

    /// <summary>Whether the work has to be run again without hoping, whatever came of it.</summary>
    internal bool MustRunAgain { get; private set; }

    public override ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        Read(PostgresPlan.Of(query.Shape, parts.Planner).RowsOf(query), query, rows, ct);
        return default;
    }

    public override ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct)
    {
        var total = new TotalReader();
        Read(PostgresPlan.Of(query.Shape, parts.Planner).Count, query, total, ct);
        return new(total.Value);
    }

    public override ValueTask<bool> CountsAsync(RecordQuery query, long expected, CancellationToken ct)
    {
        if (!isHopeful) return base.CountsAsync(query, expected, ct);
        BeforeRead(query, ct);
        var check = PostgresPlan.Of(query.Shape, parts.Planner).Check;
        session.Defer(check.Sql.Sql, hasResult: true, [.. ParametersOf(check, query), Parameters.Of(ParameterForm.Integer, BoundValue.Of(expected))]);
        HasHoped = true;
        return new(true);
    }

    public override ValueTask<string?> ReadParamAsync(string key, CancellationToken ct)
    {
        Guard();
        return new(Reading(() => session.Query(ParamsTable.Read.ToString(), keep: true, [Text(key)], reader => reader.Read() ? reader.GetString(0) : null), ct));
    }

    public override ValueTask InsertAsync(Record record, CancellationToken ct)
    {
        var collection = Stored(record.Collection);
        var values = new NpgsqlParameter[collection.Fields.Length];
        for (var i = 0; i < values.Length; i++) values[i] = ValueOf(record, i);
        Hope(collection, parts.Statements.Insert(collection), values);
        return default;
    }

    public override ValueTask UpdateAsync(Record record, ReadOnlyMemory<int> ordinals, CancellationToken ct)
    {
        var collection = Stored(record.Collection);
        if (ordinals.IsEmpty) return default;
        var values = new NpgsqlParameter[ordinals.Length + 1];
        for (var i = 0; i < ordinals.Length; i++) values[i] = ValueOf(record, ordinals.Span[i]);
        values[^1] = Text(record.Id);
        Hope(collection, parts.Statements.Update(collection, ordinals.Span), values);
        return default;
    }

    public override ValueTask<bool> DeleteAsync(Collection collection, string id, CancellationToken ct)
    {
        Stored(collection);
        return new(Change(collection, parts.Statements.Delete(collection), Text(id)) > 0);
    }

    public override ValueTask<ViewSample> SampleViewAsync(string select, CancellationToken ct)
    {
        Guard();
        RequireCare();
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

    public override ValueTask WriteParamAsync(string key, string value, CancellationToken ct)
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

        NoteWritten(ParamsTable.Name);
        return default;
    }

    public override ValueTask<long> CountUpAsync(string key, DateTimeOffset now, TimeSpan window, CancellationToken ct) => new(Counting(
        () => session.Query(
            Counts.Up, keep: true, [Text(key), Time(now), Time(now + window)],
            static reader =>
            {
                reader.Read();
                return reader.GetInt64(0);
            })));

    public override ValueTask ForgetCountAsync(string key, CancellationToken ct)
    {
        Counting(() => session.Execute(Counts.Forget, keep: true, Text(key)));
        return default;
    }

    public override ValueTask ForgetEndedCountsAsync(DateTimeOffset now, CancellationToken ct)
    {
        Counting(() => session.Execute(Counts.ForgetEnded, keep: true, Time(now)));
        return default;
    }

    private T Counting<T>(Func<T> run)
    {
        BeforeChange();
        try
        {
            return run();
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            throw Translate(error, null);
        }
    }

    private static NpgsqlParameter Time(DateTimeOffset time) => Parameters.Of(ParameterForm.Integer, BoundValue.Of(time.ToUnixTimeMilliseconds()));

    private void Read(PostgresStatement statement, in RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        BeforeRead(query, ct);
        var values = ParametersOf(statement, query);
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

    private static NpgsqlParameter[] ParametersOf(PostgresStatement statement, in RecordQuery query)
    {
        var values = new NpgsqlParameter[statement.Forms.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Parameters.Of(statement.Forms[i], statement.Sql.Parameters[i].Read(query));
        return values;
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

    // A change of which nothing is asked but that it is made.
    private void Hope(Collection collection, RecordStatement statement, ReadOnlySpan<NpgsqlParameter> values)
    {
        if (!isHopeful)
        {
            Change(collection, statement, values);
            return;
        }

        BeforeChange();
        session.Defer(statement.Sql, hasResult: false, values);
        NoteWritten(collection.Id);
        HasHoped = true;
    }

    private int Change(Collection collection, RecordStatement statement, params ReadOnlySpan<NpgsqlParameter> values)
    {
        BeforeChange();
        try
        {
            var changed = session.Execute(statement.Sql, keep: true, values);
            NoteWritten(collection.Id);
            return changed;
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            throw Translate(error, collection);
        }
    }

    private protected override void Migrate(SchemaChange change)
    {
        RequireCare();
        try
        {
            var target = new PostgresSchemaTarget(session);
            target.Execute(SqlText.Of($"SET LOCAL statement_timeout = 0")); // an index of a large table takes its time
            SchemaMigrator.Apply(target, Schema, change);
            MetaTable.WriteVersion(target, change.Next.Version);
        }
        catch (Exception error) when (IsOfDatabase(error))
        {
            throw Translate(error, null);
        }

        session.Unprepare();
    }

    // What hoping is not worth, or not possible for.
    private void RequireCare()
    {
        MustRunAgain |= isHopeful;
        if (isHopeful) throw new RunAgainException();
    }

    private protected override void RequireOpen()
    {
        HasWorked = true;
        if (isHopeful && session.IsOpen && (Failure is not null || session.Refused is not null)) throw new RunAgainException();
        if (!session.IsOpen) throw PostgresErrors.OfCommit(Failure ?? new IOException("the connection is lost"));
    }

    private Exception Translate(Exception error, Collection? collection)
    {
        Failure = error;
        if (PostgresErrors.Unavailable(error) is { } unavailable) return unavailable;
        return error switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } violation when collection is not null => UniqueViolations.Of(violation, collection),
            PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => PostgresErrors.Timeout(error), // it waited for a lock, mostly
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
}
