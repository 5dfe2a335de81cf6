using System.Text;
using Basalt.Records;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>What the types whose value is a date text have in common.</summary>
public abstract record MomentField : Field
{
    public override ColumnKind Column => ColumnKind.Date;

    public override Value Zero => Value.EmptyText;

    public override Value Read(RecordRow row, int column)
    {
        var stored = row.Utf8(column);
        if (DateText.HasShape(stored)) return Value.Text(Encoding.ASCII.GetString(stored));
        return DateText.TryParse(stored, out var date) ? Value.Text(date) : Zero;
    }

    public override void WriteStored(RecordRow row, int column, JsonBuffer json)
    {
        var stored = row.Utf8(column);
        if (stored.IsEmpty || DateText.HasShape(stored)) json.String(stored);
        else Write(Read(row, column), json);
    }

    public override void Write(Value value, JsonBuffer json) => json.String(value.AsText());
}
