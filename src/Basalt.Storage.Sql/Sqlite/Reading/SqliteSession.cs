namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// A connection with what it takes to run queries fast: kept statements, memory for parameters, a clock. Used by one thread at a
/// time, for one query at a time.
/// </summary>
internal sealed unsafe class SqliteSession : IDisposable
{
    private readonly StatementCache _statements;
    private readonly QueryClock _clock;
    private readonly TimeSpan _queryTimeout;
    private readonly Utf8Scratch _scratch = new();
    private readonly SqliteRow _row = new();
    private BoundValue[] _values = new BoundValue[16];
    private bool _reading;

    internal SqliteSession(SqliteConnection connection, SqliteOptions options, TimeProvider time)
    {
        Connection = connection;
        _statements = new StatementCache(options.StatementsPerConnection);
        _clock = new QueryClock(connection, time);
        _queryTimeout = options.QueryTimeout;
    }

    internal SqliteConnection Connection { get; }

    /// <summary>Version of the schema that the kept statements were made for.</summary>
    internal long SchemaVersion { get; private set; }

    /// <summary>Number of the snapshot that is kept between queries, or -1; see <see cref="ReadSnapshots"/>.</summary>
    internal int Snapshot { get; private set; } = -1;

    /// <summary>The next query's view of the database is kept for those after it.</summary>
    internal void BeginSnapshot(int number)
    {
        Run(TransactionControl.BeginRead);
        Snapshot = number;
    }

    internal void EndSnapshot()
    {
        if (Snapshot < 0) return;
        Snapshot = -1;
        if (Connection.IsInTransaction) Run(TransactionControl.Commit);
    }

    internal void Run(TransactionControl control) => Prepare(control, control.Sql).Execute();

    /// <summary>Drops statements that were made for another schema.</summary>
    internal void UseSchema(long version)
    {
        if (version == SchemaVersion) return;
        _statements.Clear();
        SchemaVersion = version;
    }

    /// <summary>The statement of that text, kept by <paramref name="key"/>.</summary>
    internal SqliteStatement Prepare(object key, string sql)
    {
        if (_statements.Find(key) is { } kept) return kept;
        var statement = Connection.Prepare(sql, persistent: true);
        _statements.Add(key, statement);
        return statement;
    }

    /// <summary>Begins a query: binds its parameters and starts the clock. <see cref="End"/> must follow.</summary>
    internal SqliteStatement Begin(SqlStatement statement, in RecordQuery query, CancellationToken ct)
    {
        if (_reading) throw new InvalidOperationException("rows are being read; a consumer must not ask for more");
        var prepared = Prepare(statement, statement.Sql);
        var count = statement.Parameters.Length;
        var values = Values(count);
        for (var i = 0; i < count; i++) values[i] = statement.Parameters[i].Read(query);
        Bind(prepared, values);
        _reading = true;
        _clock.Start(_queryTimeout, ct);
        return prepared;
    }

    internal void End(SqliteStatement statement)
    {
        statement.Reset();
        _clock.Stop();
        _reading = false;
    }

    /// <summary>Runs something that only reads under a time limit.</summary>
    internal T Timed<T>(Func<T> read, TimeSpan limit, CancellationToken ct)
    {
        _clock.Start(limit, ct);
        try
        {
            return read();
        }
        finally
        {
            _clock.Stop();
        }
    }

    internal SqliteRow RowOf(SqliteStatement statement)
    {
        _row.Show(statement);
        return _row;
    }

    /// <summary>Room for the values of a statement, to be filled and bound.</summary>
    internal Span<BoundValue> Values(int count)
    {
        if (_values.Length < count) _values = new BoundValue[Math.Max(count, _values.Length * 2)];
        return _values.AsSpan(0, count);
    }

    /// <summary>Binds values to the parameters 1, 2, … and forgets them.</summary>
    internal void Bind(SqliteStatement statement, Span<BoundValue> values)
    {
        if (_reading) throw new InvalidOperationException("rows are being read; a consumer must not change records");
        var bytes = 0L;
        foreach (ref readonly var value in values) bytes += (value.Text?.Length ?? 0) * 3L; // most bytes of a UTF-16 unit
        _scratch.Reserve(checked((int)bytes));
        for (var i = 0; i < values.Length; i++) Bind(statement, i + 1, values[i]);
        values.Clear();
    }

    public void Dispose()
    {
        _statements.Dispose();
        _clock.Dispose();
        Connection.Dispose();
        _scratch.Dispose();
    }

    private void Bind(SqliteStatement statement, int index, in BoundValue value)
    {
        switch (value.Kind)
        {
            case BoundKind.Integer: statement.Bind(index, value.Integer); break;
            case BoundKind.Real: statement.Bind(index, value.Real); break;
            case BoundKind.Text:
                var utf8 = _scratch.Append(value.Text!, out var length);
                statement.BindInPlace(index, utf8, length);
                break;
            default: statement.BindNull(index); break;
        }
    }
}
