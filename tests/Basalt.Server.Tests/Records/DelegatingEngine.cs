using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Server.Tests.Records;

/// <summary>An engine that leaves everything to another; a test overrides what it wants to come in between.</summary>
internal abstract class DelegatingEngine(IStorageEngine inner) : IStorageEngine
{
    public SchemaSnapshot Schema => inner.Schema;

    public long ParamsStamp => inner.ParamsStamp;

    public virtual long WriteStamp(Collection collection) => inner.WriteStamp(collection);

    public virtual ValueTask QueryAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct) => inner.QueryAsync(query, rows, ct);

    public ValueTask<ReadMark> QueryMarkedAsync(RecordQuery query, IRowConsumer rows, CancellationToken ct) => inner.QueryMarkedAsync(query, rows, ct);

    public ValueTask<long> CountAsync(RecordQuery query, CancellationToken ct) => inner.CountAsync(query, ct);

    public ValueTask<long> CountAsync(RecordQuery query, ReadMark seen, CancellationToken ct) => inner.CountAsync(query, seen, ct);

    public ValueTask<bool> CountsAsync(RecordQuery query, long expected, CancellationToken ct) => inner.CountsAsync(query, expected, ct);

    public ValueTask<string?> ReadParamAsync(string key, CancellationToken ct) => inner.ReadParamAsync(key, ct);

    public ValueTask<T> WriteAsync<T>(SchemaSnapshot schema, Func<IStorageTransaction, ValueTask<T>> work, CancellationToken ct) => inner.WriteAsync(schema, work, ct);

    public ValueTask<ViewSample> SampleViewAsync(SchemaSnapshot schema, string select, CancellationToken ct) => inner.SampleViewAsync(schema, select, ct);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
