using System.Text;
using Basalt.Schema;
using Basalt.Storage.Conformance.Engine;
using Basalt.Storage.Sql;
using CsCheck;

namespace Basalt.Storage.Conformance.Moving;

/// <summary>The bytes that are moved are those of the value that readers see.</summary>
public sealed class MovedRecordTests
{
    private static readonly Collection Kinds = new()
    {
        Id = "pbc_kinds",
        Name = CollectionName.Parse("kinds"),
        Fields =
        [
            new TextField { Id = "1", Name = "text" },
            new PasswordField { Id = "2", Name = "secret" },
            new DateField { Id = "3", Name = "date" },
            new SelectField { Id = "4", Name = "one", MaxSelect = 1 },
            new SelectField { Id = "5", Name = "many", MaxSelect = 5 },
            new JsonField { Id = "6", Name = "json" },
            new GeoPointField { Id = "7", Name = "geo" },
            new NumberField { Id = "8", Name = "number" },
            new BoolField { Id = "9", Name = "bool" },
            Sample.Id(),
        ],
    };

    private static readonly string[] Stored =
    [
        "", "text", "[]", "[\"a\"]", "[\"a\",\"b\"]", "[ \"a\" ]", "[\"\"]", "[\"a\\n\"]", "[1,true,null,{\"a\":1}]", "[\"ü\"", "null", " null ", "1", "1.0", "-0", "1e400", " 12 ", "{\"lon\":1,\"lat\":2}",
        "{ \"lat\":2.50,\"lon\":1e1 }", "{}", "2026-01-02 03:04:05.678Z", "2026-01-02 03:04:05Z", "2026-01-02", "true", "\"x\\u0000\"", "nul\0", "\uFFFF", "1979-99-99 99:99:99.999Z",
    ];

    private static readonly Gen<object?> Column = Gen.OneOf(
        Gen.Int[0, Stored.Length - 1].Select(i => (object?)Stored[i]),
        Gen.String.Select(text => (object?)text),
        Gen.Long.Select(number => (object?)number),
        Gen.Double.Select(number => (object?)number),
        Gen.Const((object?)null));

    [Fact]
    public void Every_stored_form_moves_as_the_value_that_is_read_from_it() => Column.Array[Kinds.Fields.Length].Sample(columns =>
    {
        var row = new FakeRow(columns);
        var record = new MovedRecord(Kinds);
        record.Read(row);
        for (var i = 0; i < columns.Length; i++)
        {
            var expected = BoundValue.Of(Kinds.Fields[i].Read(row, i));
            Assert.Equal(TextOf(expected, Kinds.Fields[i]), TextOf(record, i));
        }

        Assert.Null(record.Flawed);
    });

    [Theory]
    [InlineData("1", "1.0", true)]
    [InlineData("1", "1", true)]
    [InlineData("{\"a\":1}", "{\"a\":1.0}", false)]
    [InlineData("1", "2", false)]
    [InlineData("\"1\"", "1", false)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    public void A_spelling_counts_unless_it_is_of_a_number_alone(string left, string right, bool same) =>
        Assert.Equal(same, Encoded(left).SequenceEqual(Encoded(right)));

    [Fact]
    public void Text_that_is_no_UTF8_is_told()
    {
        var record = new MovedRecord(Kinds);
        record.Read(new FakeRow([new byte[] { (byte)'a', 0xFF }, .. new object?[Kinds.Fields.Length - 1]]));
        Assert.Equal("text", record.Flawed?.Name);
        Assert.Equal("a\uFFFD", Encoding.UTF8.GetString(record.Text(0)));
    }

    [Fact]
    public void A_digest_knows_records_apart_from_their_order()
    {
        byte[][] records = [.. Enumerable.Range(0, 10).Select(i => Encoding.UTF8.GetBytes($"record {i}"))];
        var (forth, back, other) = (Of(records), Of(records.Reverse()), Of(records.Skip(1).Append(records[1])));

        Assert.Equal((forth.Count, forth.Sum), (back.Count, back.Sum));
        Assert.NotEqual(forth.Order, back.Order);
        Assert.NotEqual(forth.Sum, other.Sum);

        static TableDigest Of(IEnumerable<byte[]> records) => records.Aggregate(default(TableDigest), (digest, record) => digest.With(record));
    }

    private static byte[] Encoded(string json)
    {
        var record = new MovedRecord(Kinds);
        record.Read(new FakeRow([.. Kinds.Fields.Select(field => field is JsonField ? json : (object?)null)]));
        return record.Encoded.ToArray();
    }

    private static string TextOf(BoundValue value, Field field) => value.Kind switch
    {
        BoundKind.Null => "null",
        BoundKind.Real => $"real {(value.Real == 0 ? 0 : value.Real):R}",
        BoundKind.Integer => $"bool {value.Integer != 0} {field.Type}",
        _ => $"text {value.Text}",
    };

    private static string TextOf(MovedRecord record, int field) => record.KindOf(field) switch
    {
        CellKind.Null => "null",
        CellKind.Number => $"real {record.Number(field):R}",
        CellKind.Bool => $"bool {record.Bool(field)} {record.Collection.Fields[field].Type}",
        _ => $"text {Encoding.UTF8.GetString(record.Text(field))}",
    };

    /// <summary>A row as SQLite may have it: anything in any column.</summary>
    private sealed class FakeRow(object?[] columns) : RecordRow
    {
        public override StoredKind KindOf(int column) => columns[column] switch
        {
            null => StoredKind.Null,
            long => StoredKind.Integer,
            double => StoredKind.Real,
            _ => StoredKind.Text,
        };

        public override ReadOnlySpan<byte> Utf8(int column) => columns[column] switch
        {
            null => [],
            byte[] bytes => bytes,
            string text => Encoding.UTF8.GetBytes(text),
            var number => Encoding.UTF8.GetBytes(Convert.ToString(number, System.Globalization.CultureInfo.InvariantCulture)!),
        };

        public override long Integer(int column) => columns[column] switch { long n => n, double d => (long)d, _ => 0 };

        public override double Real(int column) => columns[column] switch { long n => n, double d => d, _ => 0 };
    }
}
