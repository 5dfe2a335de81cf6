using Basalt.Errors;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// A database that is only read: 1. no server may run on it, and none can be started; 2. one that had lost its listener can't write; 3. one
/// transaction that can't write sees everything as it is at one moment.
/// </summary>
internal sealed class PostgresMoveSource : MoveSource
{
    private readonly PostgresMoveConnection _connection;

    private PostgresMoveSource(PostgresMoveConnection connection, string shown)
    {
        _connection = connection;
        Shown = shown;
        Reader = new PostgresMoveReader(connection.Session);
    }

    internal override string Shown { get; }

    internal override IMoveReader Reader { get; }

    /// <exception cref="BasaltException">It can't be read, or a server runs on it.</exception>
    internal static PostgresMoveSource Open(string address)
    {
        var shown = PostgresAddress.Shown(address);
        var connection = PostgresMoveConnection.Open(address);
        try
        {
            if (!connection.TryTake(PostgresMoveStatements.KeepServersOut)) throw MoveRefusals.SourceServed(shown);
            connection.Session.Control(PostgresMoveStatements.KeepWritersOut);
            connection.Session.Control(PostgresMoveStatements.BeginSnapshot);
            var content = DatabaseInspection.Inspect(connection.Session);
            if (content == DatabaseContent.Nothing) throw MoveRefusals.SourceMissing(shown);
            if (content == DatabaseContent.HalfMoved) throw PostgresStore.HalfMoved();
            return new PostgresMoveSource(connection, shown);
        }
        catch (Exception error)
        {
            connection.Dispose();
            if (error is NpgsqlException or IOException or TimeoutException) throw DatabaseInspection.Refused(error);
            throw;
        }
    }

    // Held by the lock; other programs that write into the tables are their owner's to stop.
    internal override void RequireUnchanged()
    {
    }

    internal override BasaltException? Explain(Exception error) => PostgresErrors.OfMove(error, Shown);

    public override void Dispose() => _connection.Dispose();
}
