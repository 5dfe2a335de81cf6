using System.Text;
using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>Any JSON.</summary>
public sealed record JsonField : Field
{
    private const long DefaultMaxSize = 1 << 20;

    public override string Type => "json";

    public override ColumnKind Column => ColumnKind.Json;

    public override Value Zero => Value.Null;

    /// <summary>Most bytes; 0 means 1 MiB.</summary>
    public long MaxSize { get; init; }

    /// <summary><see cref="MaxSize"/> with its default applied.</summary>
    public long MaxBytes => MaxSize == 0 ? DefaultMaxSize : MaxSize;

    /// <summary>A string is taken as JSON when it is a literal, or looks like other JSON and is valid; else it is a JSON string.</summary>
    public override Value Coerce(JsonElement input)
    {
        if (input.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return Value.Null;
        if (input.ValueKind == JsonValueKind.String) return CoerceText(JsonText.Text(input));
        var raw = JsonText.Raw(input);
        return Value.Json(Encoding.UTF8.GetString(raw));
    }

    public override bool IsZero(Value value) =>
        value.IsNull || (value.AsJson().AsSpan().Trim(" \t\r\n") is "null" or "\"\"" or "[]" or "{}");

    public override Value Read(RecordRow row, int column)
    {
        var kind = row.KindOf(column);
        if (kind == StoredKind.Null) return Value.Null;
        var stored = row.Utf8(column);
        if (kind == StoredKind.Text && JsonText.IsValid(stored))
        {
            return JsonText.Trim(stored).SequenceEqual("null"u8) ? Value.Null : Value.Json(Encoding.UTF8.GetString(stored));
        }

        using var json = new JsonBuffer();
        WriteStored(row, column, json);
        return Value.Json(json.ToString());
    }

    public override void WriteStored(RecordRow row, int column, JsonBuffer json)
    {
        switch (row.KindOf(column))
        {
            case StoredKind.Null: json.Null(); break;
            case StoredKind.Integer: json.Number(row.Integer(column)); break;
            case StoredKind.Real: json.Number(row.Real(column)); break;
            default:
                var stored = row.Utf8(column);
                if (JsonText.IsValid(stored)) JsonText.Copy(stored, json);
                else json.String(stored);
                break;
        }
    }

    public override void Write(Value value, JsonBuffer json)
    {
        if (value.IsNull) json.Null();
        else JsonText.Copy(value.AsJson(), json);
    }

    internal static JsonField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        MaxSize = options.Long("maxSize"u8),
    };

    private protected override FieldError? CheckValue(Value value)
    {
        var bytes = Encoding.UTF8.GetBytes(value.AsJson());
        if (bytes.Length > MaxBytes)
        {
            return FieldError.With("validation_json_size_limit", $"The JSON must be no larger than {MaxBytes} bytes.", "maxSize", MaxBytes);
        }

        return JsonText.IsValid(bytes) ? null : new FieldError("validation_invalid_json", "Must be valid JSON.");
    }

    private protected override void WriteOptions(FieldOptionsWriter options) => options.Add("maxSize", MaxSize);

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors) => CommonOptions.CheckSize("maxSize", MaxSize, errors);

    private static Value CoerceText(string text)
    {
        if (text == "null") return Value.Null;
        if (text is "true" or "false") return Value.Json(text);
        var looksLikeJson = text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] is '-' or '"' or '[' or '{');
        return Value.Json(looksLikeJson && JsonText.IsValid(Encoding.UTF8.GetBytes(text)) ? text : JsonText.Quote(text));
    }
}
