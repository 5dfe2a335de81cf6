using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>True or false; required means true.</summary>
public sealed record BoolField : Field
{
    public override string Type => "bool";

    public override ColumnKind Column => ColumnKind.Bool;

    public override Value Zero => Value.Bool(false);

    public override Value Coerce(JsonElement input) => Value.Bool(input.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.Number => input.TryGetDouble(out var number) && number != 0,
        JsonValueKind.String => IsTrue(JsonText.Raw(input)[1..^1]),
        _ => false,
    });

    public override Value Read(RecordRow row, int column) => Value.Bool(Stored(row, column));

    public override void WriteStored(RecordRow row, int column, JsonBuffer json) => json.Bool(Stored(row, column));

    public override void Write(Value value, JsonBuffer json) => json.Bool(value.AsBool());

    internal static BoolField Parse(FieldOptionsReader options) => new() { Id = options.Id, Name = options.Name };

    private protected override FieldError? CheckValue(Value value) => null;

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
    }

    private static bool Stored(RecordRow row, int column) => row.KindOf(column) switch
    {
        StoredKind.Integer => row.Integer(column) != 0,
        StoredKind.Real => row.Real(column) != 0,
        StoredKind.Text => IsTrue(row.Utf8(column)),
        _ => false,
    };

    private static bool IsTrue(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("true"u8) || text.SequenceEqual("1"u8) || text.SequenceEqual("t"u8) || text.SequenceEqual("T"u8) ||
        text.SequenceEqual("TRUE"u8) || text.SequenceEqual("True"u8);
}
