using System.Collections.Immutable;
using Basalt.Errors;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// A copy of the database that follows it. A read may go there when the copy has every write to what it reads that this server knows of;
/// so nobody who was told of a write, or has seen it, is shown the state before it. How far the copy is, is looked at again and again: the
/// position of the database is noted, and once the copy has come to it, it has everything that was known when it was noted.
/// </summary>
internal sealed class PostgresReplica : IAsyncDisposable
{
    private const long Nothing = -1;

    private static readonly SqlText Position = SqlText.Of($"SELECT pg_current_wal_insert_lsn()::text");
    private static readonly SqlText HasReached = SqlText.Of($"SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn");

    private readonly PostgresDatabase _database;
    private readonly WriteCounters _writes;
    private readonly PostgresReads _reads;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;
    private long _has = Nothing; // the moment of WriteCounters up to which the copy has everything

    internal PostgresReplica(PostgresDatabase database, WriteCounters writes, SchemaGate gate, Func<Task> lookAtSchema, ILogger log)
    {
        _database = database;
        _writes = writes;
        _reads = new PostgresReads(database.Replica!, database.Options, gate, lookAtSchema);
        _log = log;
        _watching = WatchAsync(_stop.Token);
    }

    /// <summary>Whether reads of these collections may go to the copy now; null stands for all collections.</summary>
    internal bool Has(ImmutableArray<string>? collections) => _writes.LastOf(collections) <= Volatile.Read(ref _has);

    /// <summary>Runs a query on the copy.</summary>
    /// <returns>False when the copy can't answer and nobody has seen a row of it: ask the database.</returns>
    /// <inheritdoc cref="IStorageReader.QueryAsync" path="/exception"/>
    internal async ValueTask<bool> TryRunAsync(PostgresStatement statement, RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        var watched = new Watched(rows);
        try
        {
            await _reads.RunAsync(statement, query, watched, ct);
            return true;
        }
        catch (BasaltException error) when (error.Kind == ErrorKind.Unavailable && !watched.HasBegun)
        {
            Volatile.Write(ref _has, Nothing);
            return false;
        }
    }

    /// <summary>The schema has changed.</summary>
    internal void Clear() => _reads.Clear();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        await _reads.DisposeAsync();
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        await Task.Yield(); // nobody's start waits for a copy
        var isLost = false;
        while (true)
        {
            try
            {
                await FollowAsync(ct);
                isLost = false;
            }
            catch (Exception error) when (error is NpgsqlException or IOException or TimeoutException)
            {
                Volatile.Write(ref _has, Nothing);
                if (!isLost) _log.ReplicaLost(error);
                isLost = true;
            }

            await Task.Delay(_database.Options.ReplicaLook, ct);
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        var known = _writes.Now; // before the position: what is known now lies before it
        string position;
        await using (var ask = _database.Own.CreateCommand(Position.ToString())) position = (string)(await ask.ExecuteScalarAsync(ct))!;
        await using var connection = await _database.Replica!.OpenConnectionAsync(ct);
        await using var look = new NpgsqlCommand(HasReached.ToString(), connection);
        look.Parameters.Add(Parameters.Of(ParameterForm.Text, BoundValue.Of(position)));
        while (await look.ExecuteScalarAsync(ct) is not true) await Task.Delay(_database.Options.ReplicaLook, ct);
        Volatile.Write(ref _has, known);
    }

    private sealed class Watched(IRowConsumer rows) : IRowConsumer
    {
        internal bool HasBegun { get; private set; }

        public bool Accept(RecordRow row)
        {
            HasBegun = true;
            return rows.Accept(row);
        }
    }
}
