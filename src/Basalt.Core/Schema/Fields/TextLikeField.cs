using System.Text;
using System.Text.Json;
using Basalt.Records;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>What the types whose value is one text have in common.</summary>
public abstract record TextLikeField : Field
{
    public override ColumnKind Column => ColumnKind.Text;

    public override Value Zero => Value.EmptyText;

    public override Value Coerce(JsonElement input) => Value.Text(JsonText.Scalar(input));

    public override Value Read(RecordRow row, int column) => Value.Text(Encoding.UTF8.GetString(row.Utf8(column)));

    public override void WriteStored(RecordRow row, int column, JsonBuffer json) => json.String(row.Utf8(column));

    public override void Write(Value value, JsonBuffer json) => json.String(value.AsText());
}
