using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Copies the write-ahead log into the database file, off the way of commits: a thread of its own with a connection of its own does
/// the work while the writer goes on. The log starts again from its beginning only when every page of it has been copied; while
/// writes never pause there is always a last bit that has not, so once the log is long the writer itself copies that bit, between two
/// groups.
/// </summary>
internal sealed unsafe class Checkpointer : IDisposable
{
    private const int LastBitPages = 200; // about a millisecond of copying
    private const int ReadersWaitMs = 10; // for queries that still read from the log, when it is to begin anew
    private const int RoundsMost = 4;
    private const int LongLog = 4; // times what is copied at once

    private readonly SqliteConnection _connection;
    private readonly Action _releaseReaders;
    private readonly ILogger _log;
    private readonly int _pages;
    private readonly int _longPages;
    private readonly int _busyTimeoutMs;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private GCHandle _self;
    private volatile int _finishAt; // pages in the log from which on the writer helps
    private int _logPages; // in the log after the last commit
    private int _seenPages; // in the log when the last copying began
    private volatile bool _finishWanted;
    private volatile bool _closed;

    /// <param name="connection">Its own, taken over.</param>
    /// <param name="releaseReaders">Has readers let go of what they still see of the database, where they can.</param>
    internal Checkpointer(SqliteConnection connection, SqliteOptions options, Action releaseReaders, ILogger log)
    {
        _releaseReaders = releaseReaders;
        _connection = connection;
        _pages = options.CheckpointPages;
        _longPages = _finishAt = _pages * LongLog;
        _busyTimeoutMs = (int)options.BusyTimeout.TotalMilliseconds;
        _log = log;
        _self = GCHandle.Alloc(this);
        _thread = new Thread(Loop) { IsBackground = true, Name = "basalt-checkpoint" };
        _thread.Start();
    }

    /// <summary>Has the write connection tell of the log's length after every commit.</summary>
    internal void Watch(SqliteConnection writer) => _ = Native.WalHook(writer.Handle, &Committed, GCHandle.ToIntPtr(_self));

    /// <summary>Called by the writer when no transaction is open.</summary>
    internal void BetweenGroups(SqliteConnection writer)
    {
        if (_finishWanted)
        {
            _finishWanted = false;
            Finish(writer);
        }

        var length = Volatile.Read(ref _logPages);
        if (length < Volatile.Read(ref _seenPages)) // the log began anew
        {
            Volatile.Write(ref _seenPages, 0);
            _finishAt = _longPages;
        }

        if (length - Volatile.Read(ref _seenPages) >= _pages) _wake.Set();
    }

    /// <summary>After the writer has ended.</summary>
    public void Dispose()
    {
        if (_closed) return;
        _closed = true;
        _wake.Set();
        _thread.Join();
        _connection.Dispose();
        _wake.Dispose();
        _self.Free();
    }

    // What is left is copied, so that whoever begins to read now reads from the file alone. When nobody reads from the log any more, the
    // next commit writes to its beginning. A query that takes long is not waited for: the log grows meanwhile.
    private void Finish(SqliteConnection writer)
    {
        _releaseReaders();
        _ = writer.Checkpoint(SqliteCodes.CheckpointPassive);
        _releaseReaders();
        writer.BusyTimeout(ReadersWaitMs);
        try
        {
            var (code, _, _) = writer.Checkpoint(SqliteCodes.CheckpointRestart);
            _finishAt = code == SqliteCodes.Ok ? _longPages : Volatile.Read(ref _logPages) + _longPages;
        }
        finally
        {
            writer.BusyTimeout(_busyTimeoutMs);
        }
    }

    private void Loop()
    {
        while (true)
        {
            _wake.WaitOne();
            if (_closed) return;
            try
            {
                Copy();
            }
            catch (SqliteException error) // nothing is lost: the log has it all, and the next commit asks again
            {
                _log.CheckpointFailed(error);
            }
        }
    }

    private void Copy()
    {
        for (var round = 0; round < RoundsMost; round++)
        {
            Volatile.Write(ref _seenPages, Volatile.Read(ref _logPages));
            _releaseReaders();
            var (_, _, copied) = _connection.Checkpoint(SqliteCodes.CheckpointPassive);
            var left = Volatile.Read(ref _logPages) - copied; // what was committed meanwhile
            if (left <= 0) _releaseReaders(); // those that began meanwhile still read from the log
            if (left <= 0 || copied < _finishAt) return;
            if (left <= LastBitPages) break;
        }

        _finishWanted = true;
    }

    // Must not throw: the frames above are C.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Committed(nint self, nint database, byte* name, int pages)
    {
        Volatile.Write(ref ((Checkpointer)GCHandle.FromIntPtr(self).Target!)._logPages, pages);
        return SqliteCodes.Ok;
    }
}
