using Basalt.Errors;
using Basalt.Schema;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>An empty database, or one that a move has begun.</summary>
internal sealed class PostgresMoveTarget : MoveTarget
{
    // A third of a page, less what an entry has besides: https://www.postgresql.org/docs/current/btree.html.
    private const int IndexEntryBytesMax = 2_600;

    private static readonly byte[] NulStandIn = [0xEF, 0xBF, 0xBF];

    private readonly PostgresMoveConnection _connection;

    private PostgresMoveTarget(PostgresMoveConnection connection, string shown)
    {
        (_connection, Shown) = (connection, shown);
        Reader = new Alone(connection);
        State = Inspect();
    }

    internal override string Shown { get; }

    internal override TargetState State { get; }

    internal override IMoveReader Reader { get; }

    internal override ISchemaTarget Schema => new PostgresSchemaTarget(Session);

    internal override int IdBytesMax => IndexEntryBytesMax;

    private PostgresSession Session => _connection.Session;

    /// <exception cref="BasaltException">It can't be reached, or holds something else.</exception>
    internal static PostgresMoveTarget Open(string address)
    {
        var connection = PostgresMoveConnection.Open(address);
        try
        {
            return new PostgresMoveTarget(connection, PostgresAddress.Shown(address));
        }
        catch (Exception error)
        {
            connection.Dispose();
            if (error is NpgsqlException or IOException or TimeoutException) throw DatabaseInspection.Refused(error);
            throw;
        }
    }

    internal override string? CannotHold(ReadOnlySpan<byte> text) =>
        text.IndexOf(NulStandIn) >= 0 ? "holds the character U+FFFF, which stands for NUL in PostgreSQL" : null;

    internal override T Rehearse<T>(Func<IRehearsal, T> work)
    {
        Begin();
        try
        {
            MakeSystemTables();
            return work(new Rehearsal(Session));
        }
        finally
        {
            Rollback();
        }
    }

    internal override void Take()
    {
        if (!_connection.TryTake(PostgresMoveStatements.TakeTarget)) throw MoveRefusals.TargetBusy(Shown);
        if (Inspect() != State) throw MoveRefusals.NotEmpty(Shown);
    }

    internal override void Begin() => _connection.Begin();

    internal override void Commit() => _connection.Commit();

    internal override void Rollback() => _connection.Rollback();

    internal override void CreateSystemTables()
    {
        Session.Control(DatabaseInspection.LockForTransaction); // a server that starts now would make its own
        if (DatabaseInspection.Inspect(Session) != DatabaseContent.Nothing) throw MoveRefusals.NotEmpty(Shown);
        MakeSystemTables();
    }

    internal override IBulkWriter OpenWriter(Collection collection) => new PostgresBulkWriter(Session, collection, Reader.Statements.Columns(collection));

    internal override void EndRows(Collection collection)
    {
        Schema.Execute(
            PostgresMoveStatements.EndRows(collection),
            BoundValue.Of(PostgresDialect.Instance.Table(collection).ToString()), BoundValue.Of(PostgresDialect.RowId));
        Schema.Execute(PostgresMoveStatements.Analyze(collection));
    }

    internal override string? Try(Collection view) => Try(Session, view);

    // The log is written in order: when this commit is on the disk, so are those before it.
    internal override void Finish()
    {
        Session.Control(PostgresMoveStatements.SyncCommits);
        Commit();
    }

    internal override BasaltException? Explain(Exception error) => PostgresErrors.OfMove(error, Shown);

    public override void Dispose() => _connection.Dispose();

    private TargetState Inspect()
    {
        Begin();
        try
        {
            return DatabaseInspection.Inspect(Session) switch
            {
                DatabaseContent.Nothing => TargetState.Empty,
                DatabaseContent.HalfMoved => TargetState.HalfMoved,
                _ => throw MoveRefusals.NotEmpty(Shown),
            };
        }
        finally
        {
            Rollback();
        }
    }

    private void MakeSystemTables()
    {
        Session.ExecuteScript(SystemTables.Functions());
        foreach (var sql in SystemTables.Create) Schema.Execute(sql);
    }

    private static string? Try(PostgresSession session, Collection view)
    {
        try
        {
            return ViewTrials.MissingColumn(view, ViewSampler.Sample(session, view.ViewQuery ?? "", ViewTrials.Limit, CancellationToken.None));
        }
        catch (BasaltException refused)
        {
            return refused.Message;
        }
        catch (PostgresException refused) when (PostgresErrors.Unavailable(refused) is null)
        {
            return refused.SqlState == PostgresErrorCodes.QueryCanceled ? null : refused.MessageText; // it runs, if slowly
        }
    }

    private sealed class Rehearsal(PostgresSession session) : IRehearsal
    {
        public ISchemaTarget Schema { get; } = new PostgresSchemaTarget(session);

        public string? Try(Collection view) => PostgresMoveTarget.Try(session, view);
    }

    /// <summary>Reads in transactions of its own.</summary>
    private sealed class Alone(PostgresMoveConnection connection) : IMoveReader
    {
        private readonly PostgresMoveReader _reader = new(connection.Session);

        public MoveStatements Statements => _reader.Statements;

        public SqlText Collections => _reader.Collections;

        public List<string?[]> Texts(SqlText sql) => InTransaction(() => _reader.Texts(sql));

        public void Read(Collection collection, long skip, IRowConsumer rows) => InTransaction(() =>
        {
            _reader.Read(collection, skip, rows);
            return true;
        });

        private T InTransaction<T>(Func<T> read)
        {
            connection.Begin();
            try
            {
                return read();
            }
            finally
            {
                connection.Rollback();
            }
        }
    }
}
