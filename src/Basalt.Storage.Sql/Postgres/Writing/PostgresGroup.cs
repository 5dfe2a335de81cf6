using Basalt.Schema;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Under the lock that keeps other servers' groups out, at the schema's stored version.</summary>
internal sealed class PostgresGroup : GroupTransaction
{
    private static readonly SqlText[] BeginStatements =
    [
        SqlText.Of($"BEGIN"),

        // Until the end of the transaction, against all other servers; the number only has to be the same everywhere.
        SqlText.Of($"SELECT pg_advisory_xact_lock(4702611850337)"),
        SqlText.Of($"SELECT value, pg_current_xact_id()::text FROM _basalt_meta WHERE key = 'schema'"),
    ];

    private static readonly SqlText UndoAll = SqlText.Of($"ROLLBACK");
    private static readonly SqlText SaveWork = SqlText.Of($"SAVEPOINT work");
    private static readonly SqlText UndoWork = SqlText.Of($"ROLLBACK TO SAVEPOINT work");
    private static readonly SqlText ReleaseWork = SqlText.Of($"RELEASE SAVEPOINT work");
    private static readonly SqlText Tell = SqlText.Of($"SELECT pg_notify('basalt', $1)");
    private static readonly SqlText End = SqlText.Of($"COMMIT");

    private readonly PostgresSession _session;
    private readonly TransactionParts _parts;

    private PostgresGroup(PostgresSession session, string number, SchemaSnapshot found, TransactionParts parts)
        : base(found)
    {
        _session = session;
        _parts = parts;
        Number = number;
        Found = found;
    }

    /// <summary>The transaction's number in the database, by which its outcome can be asked for.</summary>
    internal string Number { get; }

    /// <summary>The schema that it began with.</summary>
    internal SchemaSnapshot Found { get; }

    /// <param name="session">The write connection.</param>
    /// <param name="schema">The schema as far as this server knows; when another server has changed it, it is loaded.</param>
    /// <param name="parts">What transactions share.</param>
    internal static PostgresGroup Begin(PostgresSession session, SchemaSnapshot schema, TransactionParts parts)
    {
        var (version, number) = session.Control(BeginStatements, [], static reader => reader.FieldCount == 2 ? (reader.GetInt64(0), reader.GetString(1)) : default);
        return new PostgresGroup(session, number, version == schema.Version ? schema : SchemaLoader.Load(session, version), parts);
    }

    private protected override WorkTransaction Open(Action? save) => new PostgresTransaction(_session, Schema, _parts, save);

    private protected override void RequireAlive(Exception? failure)
    {
        if (!_session.IsOpen) throw failure ?? new IOException("the connection is lost");
    }

    // After this throws, what was written may be stored or not, unless the database itself refused.
    private protected override void CommitOpen()
    {
        if (Written.Count == 0 && NextSchema is null) _session.Control(End);
        else _session.Control([Tell, End], [Parameters.Of(ParameterForm.Text, BoundValue.Of(Message.Of(NextSchema, Written)))], static _ => true);
    }

    private protected override void Rollback() => _session.Control(UndoAll);

    private protected override void Save() => _session.Defer(SaveWork);

    private protected override void UndoSaved() => _session.Control(UndoWork, ReleaseWork);

    private protected override void Release() => _session.Defer(ReleaseWork);

    private protected override void ForgetStatements() => _session.Unprepare();
}
