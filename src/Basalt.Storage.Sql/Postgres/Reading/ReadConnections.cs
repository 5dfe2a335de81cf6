using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>The connections that only read: those in use are as many as the slots that are taken, the others lie idle and keep their commands.</summary>
internal sealed class ReadConnections(NpgsqlDataSource source, PostgresOptions options) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Stack<ReadConnection> _idle = new();
    private int _generation;

    /// <summary>For who has a slot.</summary>
    internal async ValueTask<ReadConnection> TakeAsync(CancellationToken ct)
    {
        var generation = Volatile.Read(ref _generation);
        while (Pop() is { } idle)
        {
            if (idle.Generation == generation) return idle;
            await idle.DisposeAsync();
        }

        return new ReadConnection(await source.OpenConnectionAsync(ct), options.StatementsPerConnection, generation);
    }

    internal async ValueTask GiveBackAsync(ReadConnection connection)
    {
        lock (_lock)
        {
            if (connection.Generation == Volatile.Read(ref _generation) && connection.IsOpen)
            {
                _idle.Push(connection);
                return;
            }
        }

        await connection.DisposeAsync();
    }

    /// <summary>Lets go of an idle connection, if there is one, so that who has a slot can open one of its own.</summary>
    internal async ValueTask MakeRoomAsync()
    {
        if (Pop() is { } idle) await idle.DisposeAsync();
    }

    /// <summary>Gives up all that are open now: their statements are of another schema, or their server is gone.</summary>
    internal void Clear()
    {
        Interlocked.Increment(ref _generation); // found out when they are taken, or given back
        source.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        Clear();
        while (Pop() is { } idle) await idle.DisposeAsync();
    }

    private ReadConnection? Pop()
    {
        lock (_lock) return _idle.TryPop(out var idle) ? idle : null;
    }
}
