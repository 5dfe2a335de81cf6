using System.Text;
using Basalt.Text;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>The current row of a reader. Texts are copied out of the driver's buffer as the bytes they came in.</summary>
internal sealed class PostgresRow : RecordRow
{
    // Above it neighbouring integers are one double.
    private const double LastExactInteger = 9_007_199_254_740_992;

    private static readonly byte[] NulStandIn = [0xEF, 0xBF, 0xBF]; // U+FFFF

    private NpgsqlDataReader _reader = null!; // set before anything is read
    private Type[] _types = [];
    private byte[] _bytes = new byte[512];
    private int _used;

    /// <summary>Before the first row. All readers that it is shown are of one statement.</summary>
    internal void Show(NpgsqlDataReader reader)
    {
        _reader = reader;
        if (_types.Length == reader.FieldCount) return; // the same statement again
        _types = new Type[reader.FieldCount];
        for (var i = 0; i < _types.Length; i++) _types[i] = reader.GetFieldType(i);
    }

    /// <summary>Before each row.</summary>
    internal void Next() => _used = 0;

    public override StoredKind KindOf(int column)
    {
        if (_reader.IsDBNull(column)) return StoredKind.Null;
        if (_types[column] == typeof(string)) return StoredKind.Text;
        if (_types[column] != typeof(double)) return StoredKind.Integer;
        var number = _reader.GetDouble(column);
        return number == Math.Floor(number) && Math.Abs(number) < LastExactInteger ? StoredKind.Integer : StoredKind.Real;
    }

    public override ReadOnlySpan<byte> Utf8(int column) => KindOf(column) switch
    {
        StoredKind.Null => default,
        StoredKind.Text => TextOf(column),
        StoredKind.Integer => Encoding.UTF8.GetBytes(NumberText.Format(Integer(column))),
        _ => Encoding.UTF8.GetBytes(NumberText.Format(Real(column))),
    };

    public override long Integer(int column)
    {
        var type = _types[column];
        if (type == typeof(string) || _reader.IsDBNull(column)) return 0;
        if (type == typeof(double)) return (long)_reader.GetDouble(column);
        if (type == typeof(bool)) return _reader.GetBoolean(column) ? 1 : 0;
        return type == typeof(int) ? _reader.GetInt32(column) : _reader.GetInt64(column);
    }

    public override double Real(int column) =>
        _types[column] == typeof(double) && !_reader.IsDBNull(column) ? _reader.GetDouble(column) : Integer(column);

    private ReadOnlySpan<byte> TextOf(int column)
    {
        var length = (int)_reader.GetBytes(column, 0, null, 0, 0);
        if (_bytes.Length - _used < length)
        {
            _bytes = new byte[Math.Max(length, _bytes.Length * 2)]; // what was given out of the old one stays as it is
            _used = 0;
        }

        var text = _bytes.AsSpan(_used, length);
        _ = _reader.GetBytes(column, 0, _bytes, _used, length);
        _used += length;
        return WithNuls(text);
    }

    private static ReadOnlySpan<byte> WithNuls(Span<byte> text)
    {
        if (text.IndexOf(NulStandIn) < 0) return text;
        var to = 0;
        for (var from = 0; from < text.Length; from++, to++)
        {
            var isNul = text[from..].StartsWith(NulStandIn);
            text[to] = isNul ? (byte)0 : text[from];
            if (isNul) from += NulStandIn.Length - 1;
        }

        return text[..to];
    }
}
