using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Ends a statement that runs too long or that nobody waits for any more. SQLite asks every few thousand steps of its machine, so
/// that a short query, which never gets there, pays nothing: even the clock is first read when it asks.
/// </summary>
internal sealed unsafe class QueryClock : IDisposable
{
    private const int StepsBetweenLooks = 4_000; // about 50 to 200 microseconds of work

    private readonly TimeProvider _time;
    private readonly SqliteConnection _connection;
    private GCHandle _self;
    private TimeSpan _limit;
    private CancellationToken _cancellation;
    private long _firstLook; // 0: not yet
    private bool _armed;

    internal QueryClock(SqliteConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _self = GCHandle.Alloc(this);
        Native.ProgressHandler(connection.Handle, StepsBetweenLooks, &Look, GCHandle.ToIntPtr(_self));
    }

    internal void Start(TimeSpan limit, CancellationToken ct)
    {
        _limit = limit;
        _cancellation = ct;
        _firstLook = 0;
        _armed = true;
    }

    internal void Stop()
    {
        _armed = false;
        _cancellation = default;
    }

    public void Dispose()
    {
        if (!_self.IsAllocated) return;
        Native.ProgressHandler(_connection.Handle, 0, null, 0);
        _self.Free();
    }

    // Must not throw: the frames above are C.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Look(nint self) => ((QueryClock)GCHandle.FromIntPtr(self).Target!).IsOver() ? 1 : 0;

    private bool IsOver()
    {
        if (!_armed) return false; // a change of the writer: interrupting it would take the whole group down
        if (_cancellation.IsCancellationRequested) return true;
        var now = _time.GetTimestamp();
        if (_firstLook == 0) _firstLook = now == 0 ? 1 : now;
        return _time.GetElapsedTime(_firstLook, now) > _limit;
    }
}
