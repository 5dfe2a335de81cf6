using Basalt.Schema;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>The transaction of one group of work. When any member throws, the connection must be closed, which undoes it all.</summary>
internal sealed class GroupTransaction
{
    private static readonly SqlText[] BeginStatements =
    [
        SqlText.Of($"BEGIN"),

        // Until the end of the transaction, against all other servers; the number only has to be the same everywhere.
        SqlText.Of($"SELECT pg_advisory_xact_lock(4702611850337)"),
        SqlText.Of($"SELECT value, pg_current_xact_id()::text FROM _basalt_meta WHERE key = 'schema'"),
    ];

    private static readonly SqlText Rollback = SqlText.Of($"ROLLBACK");
    private static readonly SqlText SaveWork = SqlText.Of($"SAVEPOINT work");
    private static readonly SqlText UndoWork = SqlText.Of($"ROLLBACK TO SAVEPOINT work");
    private static readonly SqlText ReleaseWork = SqlText.Of($"RELEASE SAVEPOINT work");
    private static readonly SqlText Tell = SqlText.Of($"SELECT pg_notify('basalt', $1)");
    private static readonly SqlText End = SqlText.Of($"COMMIT");

    private readonly PostgresSession _session;
    private readonly TransactionParts _parts;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private SchemaSnapshot _schema;
    private bool _isOpen;

    /// <param name="session">The write connection.</param>
    /// <param name="schema">The schema as far as this server knows.</param>
    /// <param name="load">Loads the schema of a version from the database, when another server has changed it.</param>
    /// <param name="parts">What transactions share.</param>
    internal GroupTransaction(PostgresSession session, SchemaSnapshot schema, Func<PostgresSession, long, SchemaSnapshot> load, TransactionParts parts)
    {
        _session = session;
        _parts = parts;
        (var version, Number) = session.Control(BeginStatements, [], static reader => reader.FieldCount == 2 ? (reader.GetInt64(0), reader.GetString(1)) : default);
        _isOpen = true;
        _schema = version == schema.Version ? schema : load(session, version);
        Found = _schema;
    }

    /// <summary>The transaction's number in the database, by which its outcome can be asked for.</summary>
    internal string Number { get; }

    /// <summary>The schema that it began with.</summary>
    internal SchemaSnapshot Found { get; }

    /// <summary>The schema that this transaction makes, if it changes it.</summary>
    internal SchemaSnapshot? NextSchema { get; private set; }

    /// <summary>No further work may join: the schema changed, or the only work failed.</summary>
    internal bool MustEnd => NextSchema is not null || !_isOpen;

    /// <summary>Ids of the collections that were written.</summary>
    internal IReadOnlyCollection<string> Written => _written;

    /// <summary>Runs one piece of work; its failure is noted in it.</summary>
    /// <param name="item">The work.</param>
    /// <param name="isAlone">Nothing else is in the transaction, so that undoing the work is undoing everything.</param>
    internal void Run(WriteItem item, bool isAlone)
    {
        if (item.Cancellation.IsCancellationRequested) item.Fail(new OperationCanceledException(item.Cancellation));
        else if (!ReferenceEquals(item.Schema, _schema)) item.Fail(new SchemaChangedException());
        if (item.HasFailed) return;

        var transaction = new PostgresTransaction(_session, _schema, _parts, isAlone ? null : () => _session.Defer(SaveWork));
        try
        {
            item.Run(transaction);
        }
        catch (Exception error) // the work's own: nothing of it remains, and whoever waits is told
        {
            item.Fail(error);
        }
        finally
        {
            transaction.End();
        }

        if (!_session.IsOpen) throw transaction.Failure ?? new IOException("the connection is lost");
        if (item.HasFailed) Undo(transaction, isAlone);
        else Keep(transaction);
    }

    /// <summary>After this throws, what was written may be stored or not, unless the database itself refused.</summary>
    internal void Commit()
    {
        if (!_isOpen) return;
        _isOpen = false;
        if (_written.Count == 0 && NextSchema is null) _session.Control(End);
        else _session.Control([Tell, End], [Parameters.Of(ParameterForm.Text, BoundValue.Of(Message.Of(NextSchema, _written)))], static _ => true);
    }

    private void Keep(PostgresTransaction transaction)
    {
        if (transaction.IsSaved) _session.Defer(ReleaseWork);
        _written.UnionWith(transaction.Written);
        NextSchema = transaction.NextSchema;
        _schema = NextSchema ?? _schema;
    }

    private void Undo(PostgresTransaction transaction, bool isAlone)
    {
        if (isAlone)
        {
            _session.Control(Rollback);
            _isOpen = false;
        }
        else if (transaction.IsSaved)
        {
            _session.Control(UndoWork, ReleaseWork);
        }

        if (transaction.NextSchema is not null) _session.Unprepare(); // its statements know tables that are gone again
    }
}
