using Basalt.Errors;
using Basalt.Schema;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// Under the lock that keeps other servers' groups out, at the schema's stored version. Work is run hopefully first: its changes are sent
/// together with those of others, at the latest when something has to be read. When one is refused, which is rare, its work is undone,
/// with all that came after it, and run again one statement at a time, so that it is told in the right place. Once work was refused because
/// another program holds a lock, the group has waited long enough: the rest of it waits for locks only a moment.
/// </summary>
internal sealed class PostgresGroup : GroupTransaction
{
    private static readonly SqlText[] BeginStatements =
    [
        SqlText.Of($"BEGIN"),

        // Until the end of the transaction, against all other servers; the number only has to be the same everywhere.
        DatabaseInspection.LockForTransaction,
        SqlText.Of(
            $"""
            SELECT value, pg_current_xact_id()::text, coalesce((SELECT groups FROM _basalt_writes WHERE collection = '_params'), 0)
            FROM _basalt_meta WHERE key = 'schema'
            """),
    ];

    private static readonly SqlText UndoAll = SqlText.Of($"ROLLBACK");
    private static readonly SqlText SaveWork = SqlText.Of($"SAVEPOINT work");
    private static readonly SqlText UndoWork = SqlText.Of($"ROLLBACK TO SAVEPOINT work");
    private static readonly SqlText ReleaseWork = SqlText.Of($"RELEASE SAVEPOINT work");
    private static readonly SqlText WaitAMoment = SqlText.Of($"SET LOCAL lock_timeout = '50ms'");
    private static readonly SqlText End = SqlText.Of($"COMMIT");

    private const int AttemptsMost = 3; // when another program's transaction is in the way

    private static readonly TimeSpan ForOthers = TimeSpan.FromMilliseconds(20);

    // Neither side should have to keep much in its buffers.
    private const int WaitingMost = 256;

    private readonly PostgresSession _session;
    private readonly TransactionParts _parts;
    private readonly List<WriteItem> _unsettled = []; // what may still turn out to be refused, in its order

    private bool _hasMetLock;
    private bool _isHurried;

    private PostgresGroup(PostgresSession session, string number, SchemaSnapshot found, long settings, TransactionParts parts)
        : base(found)
    {
        _session = session;
        _parts = parts;
        Number = number;
        Found = found;
        State = new WorkingState(found.Version, settings);
    }

    /// <summary>The transaction's number in the database, by which its outcome can be asked for.</summary>
    internal string Number { get; }

    /// <summary>The schema that it began with.</summary>
    internal SchemaSnapshot Found { get; }

    /// <summary>The state that it began with.</summary>
    internal WorkingState State { get; }

    /// <summary>The state that its commit makes, once all work is done.</summary>
    internal WorkingState NextState =>
        new(NextSchema?.Version ?? State.Schema, Written.Contains(ParamsTable.Name) ? State.Settings + 1 : State.Settings);

    /// <param name="session">The write connection.</param>
    /// <param name="schema">The schema as far as this server knows; when another server has changed it, it is loaded.</param>
    /// <param name="parts">What transactions share.</param>
    internal static PostgresGroup Begin(PostgresSession session, SchemaSnapshot schema, TransactionParts parts)
    {
        var (version, number, settings) = session.Control(
            BeginStatements, [], static reader => reader.FieldCount == 3 ? (reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2)) : default);
        return new PostgresGroup(session, number, version == schema.Version ? schema : SchemaLoader.Load(session, version), settings, parts);
    }

    internal override void Settle()
    {
        if (!_session.TryFlush()) RunRefusedAgain();
        _unsettled.Clear();
    }

    private protected override void RunFresh(WriteItem item, bool isAlone)
    {
        if (_hasMetLock && !_isHurried)
        {
            Settle();
            Hurry();
        }

        var sends = _session.Sends;
        _unsettled.Add(item);
        var transaction = new PostgresTransaction(_session, Schema, _parts, save: null, isHopeful: true);
        _session.Unguarded = item;
        _session.Defer(SaveWork);
        try
        {
            RunIn(transaction, item);
        }
        finally
        {
            _session.Unguarded = null;
        }

        _hasMetLock |= IsLocked(item);
        var isSent = _session.Sends > sends;
        if (isSent) _unsettled.RemoveRange(0, _unsettled.IndexOf(item)); // all before it went well
        if (_session.Refused is not null)
        {
            RunRefusedAgain();
        }
        else if (!item.HasFailed && transaction.HasWorked && transaction.Failure is null)
        {
            _session.Defer(ReleaseWork);
            NoteWritten(transaction);
        }
        else
        {
            TakeBack(item, transaction, isSent);
        }

        if (_session.Waiting > WaitingMost) Settle();
    }

    // Work that failed or did nothing. It is run again if it relied on what it only hoped for.
    private void TakeBack(WriteItem item, PostgresTransaction transaction, bool isSent)
    {
        var isDecided = item.HasFailed ? !transaction.HasHoped && !transaction.MustRunAgain && !IsBusy(item) : !transaction.HasWorked;
        if (!isDecided) item.Reset(); // should the connection be lost before it is run again, that is the reason to tell
        _unsettled.Remove(item);
        _session.Drop(item);
        if (transaction.Failure is not null)
        {
            _session.GoBackFrom(UndoWork, ReleaseWork);
        }
        else if (isSent)
        {
            _session.Defer(UndoWork);
            _session.Defer(ReleaseWork);
        }

        if (isDecided) return;
        _unsettled.Add(item);
        if (_session.TryFlush()) RunAgainFrom(item); // what others hope for must be known before
        else RunRefusedAgain();
    }

    private void RunRefusedAgain()
    {
        var refused = _session.Refused!;
        _hasMetLock |= _session.IsRefusedByLock;
        foreach (var item in _unsettled) item.Reset();
        _session.GoBackFrom(UndoWork, ReleaseWork);
        RunAgainFrom(refused);
    }

    // In their order; nothing waits to be sent.
    private void RunAgainFrom(WriteItem first)
    {
        var again = _unsettled.SkipWhile(item => !ReferenceEquals(item, first)).ToList();
        _unsettled.Clear();
        foreach (var item in again) RunCarefully(item);
    }

    private void RunCarefully(WriteItem item)
    {
        for (var attempt = 1; ; attempt++)
        {
            item.Reset();
            Hurry();
            if (ReferenceEquals(item.Schema, Schema)) base.RunFresh(item, isAlone: false);
            else item.Fail(new SchemaChangedException());
            _hasMetLock |= IsLocked(item);
            if (attempt == AttemptsMost || !IsBusy(item)) return;
#pragma warning disable RS0030 // the writer's own thread: nothing else may be written here, and whoever was in the way needs a moment to get what was freed
            Thread.Sleep(ForOthers);
#pragma warning restore RS0030
        }
    }

    // Outside of all savepoints, which would take the setting back with them, and with nothing before it that may still be refused.
    private void Hurry()
    {
        if (!_hasMetLock || _isHurried) return;
        _session.Control(WaitAMoment);
        _isHurried = true;
    }

    private static bool IsLocked(WriteItem item) => item.Failure is BasaltException { Code: PostgresErrors.LockedCode };

    private static bool IsBusy(WriteItem item) => item.Failure is BasaltException { Code: PostgresErrors.BusyCode };

    private protected override WorkTransaction Open(Action? save) => new PostgresTransaction(_session, Schema, _parts, save, isHopeful: false);

    private protected override void RequireAlive(Exception? failure)
    {
        if (!_session.IsOpen) throw failure ?? new IOException("the connection is lost");
    }

    // After this throws, what was written may be stored or not, unless the database itself refused.
    private protected override void CommitOpen()
    {
        if (Written.Count == 0 && NextSchema is null) _session.Control(End);
        else _session.Control([WritesTable.CountAndTell, End], [Text(string.Join(' ', Written)), Text(Message.Of(NextSchema, Written))], static _ => true);
    }

    private static NpgsqlParameter Text(string text) => Parameters.Of(ParameterForm.Text, BoundValue.Of(text));

    private protected override void Rollback() => _session.Control(UndoAll);

    private protected override void Save() => _session.Defer(SaveWork);

    private protected override void UndoSaved() => _session.Control(UndoWork, ReleaseWork);

    private protected override void Release() => _session.Defer(ReleaseWork);

    private protected override void ForgetStatements() => _session.Unprepare();
}
