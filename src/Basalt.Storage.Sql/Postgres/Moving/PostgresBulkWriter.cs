using System.Buffers.Binary;
using Basalt.Schema;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// Writes the binary form of COPY: a head, then for each row the number of its columns and each column's length and bytes, then -1. Source:
/// https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.55.9.4. Written by hand, because the driver's importer looks up a converter
/// for every value.
/// </summary>
internal sealed class PostgresBulkWriter : IBulkWriter
{
    private const int BufferBytes = 64 * 1024;

    private static readonly byte[] NulStandIn = [0xEF, 0xBF, 0xBF]; // U+FFFF, see Parameters

    private readonly NpgsqlRawCopyStream _stream;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly short _columns;
    private int _used;
    private bool _complete;

    internal PostgresBulkWriter(PostgresSession session, Collection collection, SqlText columns)
    {
        _stream = session.BeginCopy(PostgresMoveStatements.Copy(collection, columns));
        _columns = checked((short)(collection.Fields.Length + 1));
        Append([.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0]);
        Append([0, 0, 0, 0, 0, 0, 0, 0]); // no flags, nothing more in the head
    }

    public void Write(MovedRecord record, long order)
    {
        Short(_columns);
        Int(sizeof(long));
        Long(order);
        for (var i = 0; i < _columns - 1; i++) Write(record, i);
    }

    public void Complete()
    {
        Short(-1);
        Flush();
        _complete = true;
        _stream.Dispose(); // the server answers for all rows here
    }

    public void Dispose()
    {
        if (_complete) return;
        try
        {
            _stream.Cancel();
            _stream.Dispose();
        }
        catch (Exception error) when (error is NpgsqlException or IOException or ObjectDisposedException)
        {
            // it ends because something failed, and that has been thrown; the transaction is undone in any case
        }
    }

    private void Write(MovedRecord record, int field)
    {
        switch (record.KindOf(field))
        {
            case CellKind.Number:
                Int(sizeof(double));
                Long(BitConverter.DoubleToInt64Bits(record.Number(field)));
                break;
            case CellKind.Bool:
                Int(1);
                Append([record.Bool(field) ? (byte)1 : (byte)0]);
                break;
            case CellKind.Text:
                Text(record.Text(field));
                break;
            default:
                Int(-1);
                break;
        }
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        var nuls = text.Count((byte)0);
        Int(text.Length + (nuls * (NulStandIn.Length - 1)));
        for (; nuls > 0; nuls--)
        {
            var at = text.IndexOf((byte)0);
            Append(text[..at]);
            Append(NulStandIn);
            text = text[(at + 1)..];
        }

        Append(text);
    }

    private void Short(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(Reserve(sizeof(short)), value);
        _used += sizeof(short);
    }

    private void Int(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(sizeof(int)), value);
        _used += sizeof(int);
    }

    private void Long(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Reserve(sizeof(long)), value);
        _used += sizeof(long);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length)
        {
            Flush();
            _stream.Write(bytes);
            return;
        }

        bytes.CopyTo(Reserve(bytes.Length));
        _used += bytes.Length;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _used < count) Flush();
        return _buffer.AsSpan(_used);
    }

    private void Flush()
    {
        _stream.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
