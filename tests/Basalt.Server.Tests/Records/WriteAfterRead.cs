using Basalt.Storage;

namespace Basalt.Server.Tests.Records;

/// <summary>A database in which something is written right after it was read for the first time.</summary>
internal sealed class WriteAfterRead(IStorageEngine inner, Func<Task> write) : DelegatingEngine(inner)
{
    private Func<Task>? _write = write;

    public override async ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct)
    {
        await base.QueryAsync(query, rows, ct);
        if (Interlocked.Exchange(ref _write, null) is { } once) await once();
    }
}
