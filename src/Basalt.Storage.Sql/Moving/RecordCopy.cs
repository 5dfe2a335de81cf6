using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>Writes the records of one collection as they come, a transaction after the other.</summary>
internal sealed class RecordCopy(
    Collection collection, MoveTarget target, MoveJournal journal, IMoveObserver observer, long done, int perTransaction, CancellationToken ct)
    : IRowConsumer, IDisposable
{
    private const long BytesPerTransaction = 256L * 1024 * 1024; // records may be large

    private readonly MovedRecord _record = new(collection);
    private IBulkWriter? _writer;
    private long _done = done;
    private long _committed = done;
    private long _bytes;

    public bool Accept(RecordRow row)
    {
        ct.ThrowIfCancellationRequested();
        if (_writer is null)
        {
            target.Begin();
            _writer = target.OpenWriter(collection);
        }

        _record.Read(row);
        _done++;
        _bytes += _record.Encoded.Length;
        var hasOrder = row.KindOf(collection.Fields.Length) != StoredKind.Null;
        _writer.Write(_record, hasOrder ? row.Integer(collection.Fields.Length) : _done);
        observer.Advance(1);
        if (_done - _committed >= perTransaction || _bytes >= BytesPerTransaction) Commit(MoveStep.Begun);
        return true;
    }

    internal void Finish()
    {
        if (_writer is null) target.Begin();
        Commit(MoveStep.Copied);
    }

    public void Dispose()
    {
        if (_writer is null) return;
        _writer.Dispose();
        target.Rollback();
    }

    private void Commit(MoveStep step)
    {
        _writer?.Complete();
        _writer?.Dispose();
        _writer = null;
        if (step == MoveStep.Copied) target.EndRows(collection);
        journal.Note(collection.Id, step, _done);
        target.Commit();
        (_committed, _bytes) = (_done, 0);
        observer.Committed(collection.Name.ToString(), _done);
    }
}

/// <summary>Reads the records of one collection and adds them up.</summary>
internal sealed class RecordDigest(Collection collection, IMoveObserver observer, CancellationToken ct) : IRowConsumer
{
    private readonly MovedRecord _record = new(collection);

    internal TableDigest Digest { get; private set; }

    public bool Accept(RecordRow row)
    {
        ct.ThrowIfCancellationRequested();
        _record.Read(row);
        Digest = Digest.With(_record.Encoded);
        observer.Advance(1);
        return true;
    }
}
