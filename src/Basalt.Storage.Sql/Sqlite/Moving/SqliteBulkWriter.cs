namespace Basalt.Storage.Sql.Sqlite;

/// <summary>One prepared insert, run again and again.</summary>
internal sealed unsafe class SqliteBulkWriter(SqliteConnection connection, SqlText insert, bool hasOrder) : IBulkWriter
{
    private readonly SqliteStatement _insert = connection.Prepare(insert.ToString(), persistent: true);

    public void Write(MovedRecord record, long order)
    {
        if (hasOrder) _insert.Bind(1, order);
        fixed (byte* bytes = record.Bytes)
        {
            for (var i = 0; i < record.Collection.Fields.Length; i++) Bind(i + (hasOrder ? 2 : 1), record, i, bytes);
            _insert.Execute();
        }
    }

    public void Complete()
    {
    }

    public void Dispose() => _insert.Dispose();

    private void Bind(int index, MovedRecord record, int field, byte* bytes)
    {
        switch (record.KindOf(field))
        {
            case CellKind.Number:
                _insert.Bind(index, record.Number(field));
                break;
            case CellKind.Bool:
                _insert.Bind(index, record.Bool(field) ? 1L : 0L);
                break;
            case CellKind.Text:
                var (start, length) = record.RangeOf(field);
                _insert.BindInPlace(index, bytes + start, length);
                break;
            default:
                _insert.BindNull(index);
                break;
        }
    }
}
