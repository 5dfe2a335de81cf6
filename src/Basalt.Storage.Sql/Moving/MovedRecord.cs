using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Basalt.Schema;
using Basalt.Text;

namespace Basalt.Storage.Sql;

internal enum CellKind : byte
{
    Null,
    Number,
    Bool,
    Text,
}

/// <summary>
/// The record that is on its way: what the protocol says its fields hold, in the form in which every engine stores it (see
/// <see cref="BoundValue.Of(Basalt.Records.Value)"/>), with texts as UTF-8. What another age of the table left behind is converted as it is
/// on every read. One record after the other is read into the same memory.
/// </summary>
internal sealed class MovedRecord(Collection collection)
{
    private readonly Cell[] _cells = new Cell[collection.Fields.Length];
    private byte[] _bytes = new byte[1024];
    private int _used;

    internal Collection Collection => collection;

    /// <summary>The first field whose stored text is not valid UTF-8, or null.</summary>
    internal Field? Flawed { get; private set; }

    /// <summary>
    /// All values in one run of bytes, equal for equal values on every engine. SQLite turns a JSON value that is nothing but a number into
    /// a number, so its spelling (<c>1.0</c>) does not count.
    /// </summary>
    internal ReadOnlySpan<byte> Encoded => _bytes.AsSpan(0, _used);

    /// <summary>Where texts are, for callers that pin it: see <see cref="RangeOf"/>.</summary>
    internal byte[] Bytes => _bytes;

    /// <param name="row">Its columns are the fields, in order.</param>
    internal void Read(RecordRow row)
    {
        _used = 0;
        Flawed = null;
        for (var i = 0; i < _cells.Length; i++) Add(collection.Fields[i], row, i);
        AddSpellings();
    }

    internal CellKind KindOf(int field) => _cells[field].Kind;

    internal double Number(int field) => _cells[field].Number;

    internal bool Bool(int field) => _cells[field].Number != 0;

    internal ReadOnlySpan<byte> Text(int field) => _bytes.AsSpan(_cells[field].Start, _cells[field].Length);

    internal (int Start, int Length) RangeOf(int field) => (_cells[field].Start, _cells[field].Length);

    private void Add(Field field, RecordRow row, int column)
    {
        switch (field.Column)
        {
            case ColumnKind.Number:
                AddNumber(column, field.Read(row, column).AsNumber());
                break;
            case ColumnKind.Bool:
                var isTrue = field.Read(row, column).AsBool();
                Reserve(2)[0] = (byte)CellKind.Bool;
                _bytes[_used + 1] = isTrue ? (byte)1 : (byte)0;
                _used += 2;
                _cells[column] = new Cell(CellKind.Bool, isTrue ? 1 : 0);
                break;
            default:
                AddTextual(field, row, column);
                break;
        }
    }

    private void AddNumber(int column, double number)
    {
        if (number == 0) number = 0; // 0 and -0 are one value, and SQLite keeps only one of them
        var place = Reserve(9);
        place[0] = (byte)CellKind.Number;
        BinaryPrimitives.WriteDoubleLittleEndian(place[1..], number);
        _used += 9;
        _cells[column] = new Cell(CellKind.Number, number);
    }

    private void AddTextual(Field field, RecordRow row, int column)
    {
        var kind = row.KindOf(column);
        var stored = row.Utf8(column);
        if (kind == StoredKind.Text && !Utf8.IsValid(stored))
        {
            Flawed ??= field;
        }
        else if (kind == StoredKind.Text && IsAsItShouldBe(field, stored))
        {
            AddText(field, column, stored);
            return;
        }

        var value = BoundValue.Of(field.Read(row, column));
        if (value.Text is { } text) AddText(field, column, Encoding.UTF8.GetBytes(text));
        else AddNull(column);
    }

    // What reading it as a value and storing that again would leave as it is; shown equal by a test.
    private static bool IsAsItShouldBe(Field field, ReadOnlySpan<byte> stored) => field switch
    {
        MomentField => stored.IsEmpty || DateText.HasShape(stored),
        ListLikeField { IsMultiple: true } => StoredList.IsCompact(stored),
        ListLikeField => stored is not [(byte)'[', ..],
        JsonField => JsonText.IsValid(stored) && !JsonText.Trim(stored).SequenceEqual("null"u8),
        TextLikeField => true,
        _ => false,
    };

    private void AddNull(int column)
    {
        Reserve(1)[0] = (byte)CellKind.Null;
        _used++;
        _cells[column] = new Cell(CellKind.Null, 0);
    }

    private void AddText(Field field, int column, ReadOnlySpan<byte> text)
    {
        var number = field is JsonField ? JsonText.Trim(text) : default;
        _cells[column] = number is [(byte)'-' or (>= (byte)'0' and <= (byte)'9'), ..]
            ? new Cell(CellKind.Text, 0, AddEncoded(Spelled(number)), 0, text.ToArray())
            : new Cell(CellKind.Text, 0, AddEncoded(text), text.Length);
    }

    // Behind what is encoded, so that texts lie in one piece of memory.
    private void AddSpellings()
    {
        var end = _used;
        foreach (ref var cell in _cells.AsSpan())
        {
            if (cell.Spelling is not { } spelling) continue;
            var used = _used;
            _used = end;
            spelling.CopyTo(Reserve(spelling.Length));
            _used = used;
            cell = new Cell(CellKind.Text, 0, end, spelling.Length);
            end += spelling.Length;
        }
    }

    private static byte[] Spelled(ReadOnlySpan<byte> number)
    {
        if (Utf8Parser.TryParse(number, out long whole, out var consumed) && consumed == number.Length) return Encoding.UTF8.GetBytes(whole.ToString(CultureInfo.InvariantCulture));
        return Encoding.UTF8.GetBytes(NumberText.Format(double.Parse(number, CultureInfo.InvariantCulture)));
    }

    /// <returns>Where the text begins.</returns>
    private int AddEncoded(ReadOnlySpan<byte> text)
    {
        const int Head = 1 + sizeof(int);
        var place = Reserve(Head + text.Length);
        place[0] = (byte)CellKind.Text;
        BinaryPrimitives.WriteInt32LittleEndian(place[1..], text.Length);
        text.CopyTo(place[Head..]);
        _used += Head + text.Length;
        return _used - text.Length;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _used < count) Array.Resize(ref _bytes, checked(Math.Max(_bytes.Length * 2, _used + count)));
        return _bytes.AsSpan(_used);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Cell(CellKind Kind, double Number, int Start = 0, int Length = 0, byte[]? Spelling = null);
}
