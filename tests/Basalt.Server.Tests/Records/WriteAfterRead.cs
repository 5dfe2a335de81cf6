using Basalt.Storage;

namespace Basalt.Server.Tests.Records;

/// <summary>A database in which something is written once it was read so many times.</summary>
internal sealed class WriteAfterRead(IStorageEngine inner, Func<Task> write, int reads = 1) : DelegatingEngine(inner)
{
    private int _left = reads;

    public override async ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        await base.QueryAsync(query, rows, ct);
        if (Interlocked.Decrement(ref _left) == 0) await write();
    }
}
