using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Basalt.Text;

/// <summary>
/// UTF-8 JSON on its way out, in one pooled array. Faster than a general writer because it checks no structure: the callers are the
/// field types and the record writer, whose shapes are fixed. Returned to the pool by <see cref="Dispose"/>.
/// </summary>
public sealed class JsonBuffer : IBufferWriter<byte>, IDisposable
{
    private const int SmallestBytes = 4 * 1024;

    // What JSON can't hold raw: controls, quote and backslash. Everything else of valid UTF-8 goes through as it is.
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, (byte)'"', (byte)'\\']);

    private byte[] _bytes;
    private int _length;

    public JsonBuffer(int capacityBytes = SmallestBytes) => _bytes = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBytes, capacityBytes));

    public int Length => _length;

    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    public ReadOnlySpan<byte> WrittenSpan => _bytes.AsSpan(0, _length);

    public void Clear() => _length = 0;

    /// <summary>Drops what was written after <paramref name="length"/>.</summary>
    public void Truncate(int length) => _length = length;

    public void Raw(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(GetSpan(utf8.Length));
        _length += utf8.Length;
    }

    public void Raw(byte single)
    {
        GetSpan(1)[0] = single;
        _length++;
    }

    /// <summary>JSON text that is known to be valid.</summary>
    public void Raw(string json) => _length += Encoding.UTF8.GetBytes(json, GetSpan(Encoding.UTF8.GetMaxByteCount(json.Length)));

    public void Null() => Raw("null"u8);

    public void Bool(bool value) => Raw(value ? "true"u8 : "false"u8);

    /// <summary>A JSON string of stored bytes; bytes that are no UTF-8 become U+FFFD.</summary>
    public void String(ReadOnlySpan<byte> utf8)
    {
        if (utf8.ContainsAnyInRange((byte)0x80, (byte)0xFF) && !Utf8.IsValid(utf8))
        {
            String(Encoding.UTF8.GetString(utf8));
            return;
        }

        var span = GetSpan(utf8.Length + 2);
        span[0] = (byte)'"';
        if (utf8.IndexOfAny(Escaped) < 0)
        {
            utf8.CopyTo(span[1..]);
            span[utf8.Length + 1] = (byte)'"';
            _length += utf8.Length + 2;
            return;
        }

        _length++;
        WriteEscaped(utf8);
        Raw((byte)'"');
    }

    public void String(ReadOnlySpan<char> text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = null;
        var utf8 = most <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(most);
        var written = Encoding.UTF8.GetBytes(text, utf8); // a lone surrogate becomes U+FFFD
        String((ReadOnlySpan<byte>)utf8[..written]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary><c>"name":</c>, with a comma before it unless it is the first of its object.</summary>
    public void Name(ReadOnlySpan<char> name)
    {
        if (_length > 0 && _bytes[_length - 1] is not ((byte)'{' or (byte)'[' or (byte)':')) Raw((byte)',');
        String(name);
        Raw((byte)':');
    }

    /// <summary>An array.</summary>
    public void Texts(IReadOnlyList<string> texts)
    {
        Raw((byte)'[');
        for (var i = 0; i < texts.Count; i++)
        {
            if (i > 0) Raw((byte)',');
            String(texts[i]);
        }

        Raw((byte)']');
    }

    public void Number(long value)
    {
        Utf8Formatter.TryFormat(value, GetSpan(20), out var written);
        _length += written;
    }

    /// <summary>Shortest text that reads back the same; an exponent only below 1e-6 and from 1e21; NaN and infinities become 0.</summary>
    public void Number(double value)
    {
        if (value == Math.Floor(value) && Math.Abs(value) < 9_007_199_254_740_992)
        {
            Number((long)value);
            return;
        }

        // Without a string in between, unless an exponent has to be spelled out.
        if (double.IsFinite(value) && value.TryFormat(GetSpan(32), out var written, "R", CultureInfo.InvariantCulture) &&
            !_bytes.AsSpan(_length, written).Contains((byte)'E'))
        {
            _length += written;
            return;
        }

        Raw(NumberText.Format(value));
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    public void Advance(int count) => _length += count;

    public override string ToString() => Encoding.UTF8.GetString(WrittenSpan);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        _length = 0;
    }

    private void Reserve(int more)
    {
        if (_bytes.Length - _length >= more) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, checked(_length + more)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    private void WriteEscaped(ReadOnlySpan<byte> utf8)
    {
        while (utf8.Length > 0)
        {
            var plain = utf8.IndexOfAny(Escaped);
            if (plain < 0)
            {
                Raw(utf8);
                return;
            }

            Raw(utf8[..plain]);
            WriteEscape(utf8[plain]);
            utf8 = utf8[(plain + 1)..];
        }
    }

    private void WriteEscape(byte value)
    {
        switch (value)
        {
            case (byte)'"': Raw("\\\""u8); break;
            case (byte)'\\': Raw("\\\\"u8); break;
            case (byte)'\n': Raw("\\n"u8); break;
            case (byte)'\r': Raw("\\r"u8); break;
            case (byte)'\t': Raw("\\t"u8); break;
            default:
                Raw("\\u00"u8);
                Utf8Formatter.TryFormat(value, GetSpan(2), out var written, new StandardFormat('x', 2));
                _length += written;
                break;
        }
    }
}

/// <summary>How numbers are written for people and clients.</summary>
public static class NumberText
{
    /// <summary>As ECMAScript writes them: <c>1</c>, <c>0.1</c>, <c>1e+21</c>, <c>1e-7</c>. NaN and infinities become <c>0</c>.</summary>
    public static string Format(double value)
    {
        if (!double.IsFinite(value)) return "0";
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        var exponentAt = shortest.IndexOf('E', StringComparison.Ordinal);
        if (exponentAt < 0) return shortest == "-0" ? "0" : shortest;
        var exponent = int.Parse(shortest.AsSpan(exponentAt + 1), CultureInfo.InvariantCulture);
        if (exponent is >= 21 or < -6)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{shortest[..exponentAt]}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}");
        }

        return decimal.TryParse(shortest, NumberStyles.Float, CultureInfo.InvariantCulture, out var plain)
            ? plain.ToString(CultureInfo.InvariantCulture)
            : shortest;
    }
}
