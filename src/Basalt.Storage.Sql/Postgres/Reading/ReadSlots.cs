namespace Basalt.Storage.Sql.Postgres;

/// <summary>Who may read now: as many as there are connections. The others wait in line, but neither long nor in any number.</summary>
internal sealed class ReadSlots(int size, int waitingMax, TimeSpan longestWait) : IDisposable
{
    private readonly SemaphoreSlim _free = new(size);
    private int _waiting;

    /// <exception cref="Errors.BasaltException">Unavailable: too many read already.</exception>
    internal async ValueTask EnterAsync(CancellationToken ct)
    {
        if (_free.Wait(0, CancellationToken.None)) return;
        try
        {
            if (Interlocked.Increment(ref _waiting) > waitingMax || !await _free.WaitAsync(longestWait, ct))
            {
                throw PostgresErrors.Unavailable("too_many_reads", "Too many queries are waiting for the database.");
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    internal void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}
