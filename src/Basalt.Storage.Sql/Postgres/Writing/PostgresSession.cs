using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// The write connection. In PostgreSQL a statement that fails takes the whole transaction with it, back to a savepoint. So a statement is
/// either guarded by a savepoint of its own, or belongs to work that has one and is run again when a statement of it fails. What needs no
/// answer waits and goes along with the next statement, in one round trip.
/// </summary>
internal sealed class PostgresSession : IDisposable
{
    private static readonly SqlText Guard = SqlText.Of($"SAVEPOINT guard");
    private static readonly SqlText Unguard = SqlText.Of($"RELEASE SAVEPOINT guard");
    private static readonly SqlText Back = SqlText.Of($"ROLLBACK TO SAVEPOINT guard");

    private readonly NpgsqlConnection _connection;
    private readonly int _keptMost;
    private readonly WaitingStatements _waiting = new();
    private readonly HashSet<string> _kept = new(StringComparer.Ordinal); // have run, and are prepared from then on
    private readonly List<string> _asked = []; // of the batch that is being sent
    private bool _isLost;

    /// <param name="connection">Taken over.</param>
    /// <param name="keptMost">Prepared statements, beyond which all are given up.</param>
    internal PostgresSession(NpgsqlConnection connection, int keptMost)
    {
        _connection = connection;
        _keptMost = keptMost;
    }

    /// <summary>Of the server's process, which names it to listeners.</summary>
    internal int ProcessId => _connection.ProcessID;

    /// <summary>False once the connection is lost, and its transaction with it, or nobody can tell where in its transaction it stands.</summary>
    internal bool IsOpen => !_isLost && _connection.FullState == System.Data.ConnectionState.Open;

    /// <summary>The work whose statements are not guarded; null when every statement is.</summary>
    internal WriteItem? Unguarded { get; set; }

    /// <summary>The unguarded work that turned out to be refused: one of its statements that had waited failed, and none after it was run.</summary>
    internal WriteItem? Refused { get; private set; }

    /// <summary>Whether it is another program's lock that <see cref="Refused"/> was refused for.</summary>
    internal bool IsRefusedByLock { get; private set; }

    /// <summary>How often statements were sent, and all of them well.</summary>
    internal int Sends { get; private set; }

    internal int Waiting => _waiting.Count;

    /// <summary>Sent with whatever comes next.</summary>
    internal void Defer(SqlText sql) => _waiting.Add(new NpgsqlBatchCommand(sql.ToString()), Unguarded);

    /// <summary>A statement of unguarded work; see <see cref="Refused"/>.</summary>
    internal void Defer(string sql, bool hasResult, ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        Add(command, parameters);
        _waiting.Add(command, Unguarded, hasResult);
    }

    /// <summary>Takes back what waits of the work.</summary>
    internal void Drop(WriteItem work) => _waiting.Drop(work);

    /// <summary>Sends what waits.</summary>
    /// <returns>False when a statement of unguarded work failed: see <see cref="Refused"/>.</returns>
    internal bool TryFlush()
    {
        if (_waiting.Count == 0) return true;
        using var batch = _connection.CreateBatch();
        _waiting.MoveTo(batch);
        Prepare(batch);
        try
        {
            batch.ExecuteNonQuery();
            NoteSent();
            return true;
        }
        catch (PostgresException error) when (IsRefusal(error, null))
        {
            return false;
        }
    }

    /// <summary>Back to the savepoint of unguarded work, after one of its statements failed. What waits is forgotten.</summary>
    internal void GoBackFrom(SqlText back, SqlText release)
    {
        GoBack(back, release);
        _waiting.DropAll();
        Refused = null;
    }

    /// <summary>Forgets what was prepared against tables that changed.</summary>
    internal void Unprepare()
    {
        _connection.UnprepareAll();
        _kept.Clear();
    }

    /// <summary>Between transactions: gives prepared statements up when they have become many.</summary>
    internal void Tidy()
    {
        if (_kept.Count > _keptMost) Unprepare();
    }

    /// <summary>Runs a statement that may fail; when it is guarded and does, the transaction goes on as if it had not been asked.</summary>
    /// <param name="sql">One statement.</param>
    /// <param name="keep">It is prepared and kept, once it has run well.</param>
    /// <param name="parameters">By number.</param>
    /// <returns>How many rows it changed.</returns>
    internal int Execute(string sql, bool keep = false, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        using var batch = Compose(sql, keep, parameters, out var command);
        try
        {
            batch.ExecuteNonQuery();
            NoteSent();
            return (int)command.RecordsAffected;
        }
        catch (Exception error)
        {
            AfterFailure(error, command);
            throw;
        }
    }

    /// <summary>Runs a query that may fail and hands its reader on; see <see cref="Execute"/>.</summary>
    internal T Query<T>(string sql, bool keep, ReadOnlySpan<NpgsqlParameter> parameters, Func<NpgsqlDataReader, T> read)
    {
        using var batch = Compose(sql, keep, parameters, out var command);
        try
        {
            using var reader = batch.ExecuteReader();
            for (var i = 0; i < _waiting.ResultsSent; i++) reader.NextResult();
            var result = read(reader);
            NoteSent();
            return result;
        }
        catch (Exception error)
        {
            AfterFailure(error, command);
            throw;
        }
    }

    /// <summary>As <see cref="Query"/>, with every value as the text that the server writes for it.</summary>
    internal T QueryTexts<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
        Control(Guard);
        try
        {
            using var command = new NpgsqlCommand(sql, _connection) { AllResultTypesAreUnknown = true };
            using var cancelling = ct.UnsafeRegister(static command => ((NpgsqlCommand)command!).Cancel(), command);
            ct.ThrowIfCancellationRequested();
            using var reader = command.ExecuteReader();
            return read(reader);
        }
        catch
        {
            Undo();
            throw;
        }
    }

    /// <summary>A statement that is not guarded: one that fails, or is ended before its last row, takes the transaction with it.</summary>
    internal NpgsqlCommand CreateCommand(SqlText sql) => new(sql.ToString(), _connection);

    /// <summary>Begins to write rows in bulk, in the binary form of COPY. Nothing else may be asked until the stream is closed.</summary>
    internal NpgsqlRawCopyStream BeginCopy(SqlText sql) => _connection.BeginRawBinaryCopy(sql.ToString());

    /// <summary>Runs a text of many statements that must not fail.</summary>
    internal void ExecuteScript(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        command.ExecuteNonQuery();
    }

    /// <summary>Runs statements that must not fail, and gives the only row of the last that has one.</summary>
    internal T Control<T>(ReadOnlySpan<SqlText> sql, ReadOnlySpan<NpgsqlParameter> parametersOfFirst, Func<NpgsqlDataReader, T> read)
    {
        using var batch = _connection.CreateBatch();
        _waiting.MoveTo(batch);
        for (var i = 0; i < sql.Length; i++)
        {
            var command = new NpgsqlBatchCommand(sql[i].ToString());
            if (i == 0) Add(command, parametersOfFirst);
            batch.BatchCommands.Add(command);
        }

        Prepare(batch);
        using var reader = batch.ExecuteReader();
        var result = default(T)!;
        do
        {
            if (reader.FieldCount > 0 && reader.Read()) result = read(reader);
        }
        while (reader.NextResult());
        NoteSent();
        return result;
    }

    internal void Control(params ReadOnlySpan<SqlText> sql) => Control(sql, [], static _ => true);

    /// <summary>A savepoint around what runs several statements.</summary>
    internal T Nested<T>(Func<T> work)
    {
        Control(SqlText.Of($"SAVEPOINT nested"));
        try
        {
            return work();
        }
        finally
        {
            GoBack(SqlText.Of($"ROLLBACK TO SAVEPOINT nested"), SqlText.Of($"RELEASE SAVEPOINT nested"));
        }
    }

    public void Dispose() => _connection.Dispose();

    private NpgsqlBatch Compose(string sql, bool keep, ReadOnlySpan<NpgsqlParameter> parameters, out NpgsqlBatchCommand command)
    {
        var isGuarded = Unguarded is null;
        var batch = _connection.CreateBatch();
        _waiting.MoveTo(batch);
        if (isGuarded) batch.BatchCommands.Add(new NpgsqlBatchCommand(Guard.ToString()));
        command = new NpgsqlBatchCommand(sql);
        Add(command, parameters);
        batch.BatchCommands.Add(command);
        if (isGuarded) batch.BatchCommands.Add(new NpgsqlBatchCommand(Unguard.ToString()));
        if (keep) Prepare(batch);
        else _asked.Clear();
        return batch;
    }

    // Asks the server only about statements that have run once, unprepared, and are not prepared yet. So a statement that can never be
    // prepared is refused in its place, as one that fails. When another fails here, because of a lock for instance, what waited was not
    // run and the transaction is over: nobody may go back to a savepoint and go on.
    private void Prepare(NpgsqlBatch batch)
    {
        _asked.Clear();
        foreach (var command in batch.BatchCommands) _asked.Add(command.CommandText);
        if (!_kept.IsSupersetOf(_asked)) return;
        try
        {
            batch.Prepare();
        }
        catch
        {
            _isLost = true;
            throw;
        }
    }

    private void NoteSent()
    {
        Sends++;
        _kept.UnionWith(_asked);
        _asked.Clear();
    }

    // Not prepared: before the first of them has run, the server takes nothing else.
    private void GoBack(SqlText back, SqlText release)
    {
        if (!IsOpen) return;
        using var batch = _connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(back.ToString()));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(release.ToString()));
        batch.ExecuteNonQuery();
    }

    private void Undo() => GoBack(Back, Unguard);

    private void AfterFailure(Exception error, NpgsqlBatchCommand command)
    {
        if (Unguarded is not null && IsRefusal(error, command)) throw new RunAgainException();
        _isLost |= error is PostgresException { BatchCommand: { } failed } && !ReferenceEquals(failed, command); // a statement that must not fail
        if (Unguarded is null) Undo();
    }

    // Of a statement that had waited, not of the one that is asked now; what ends the connection refuses nobody's work.
    private bool IsRefusal(Exception error, NpgsqlBatchCommand? asked)
    {
        if (!IsOpen || error is not PostgresException { BatchCommand: { } failed } || ReferenceEquals(failed, asked)) return false;
        Refused = _waiting.WorkOf(failed);
        IsRefusedByLock = error is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable };
        return Refused is not null;
    }

    private static void Add(NpgsqlBatchCommand command, ReadOnlySpan<NpgsqlParameter> parameters)
    {
        foreach (var parameter in parameters) command.Parameters.Add(parameter);
    }
}
