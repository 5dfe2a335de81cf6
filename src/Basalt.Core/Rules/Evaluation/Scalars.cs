using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>Reads a column of the record under test.</summary>
internal static class Scalars
{
    /// <summary>NULL when the record, which may be older than the rule, has no such field.</summary>
    public static Value ValueOf(Record row, Field field) =>
        row.Collection.OrdinalOf(field.Name) is var ordinal and >= 0 ? row[ordinal] : Value.Null;

    public static Scalar Of(Operand.Column column, Record row)
    {
        // A record of a view has lost which of its values are NULL in the database.
        if (row.Collection.IsView && column.Field.Name != "id") return Scalar.Undecided;
        var value = ValueOf(row, column.Field);
        return column.Modifier switch
        {
            ColumnModifier.Length => Scalar.Of((double)CountOf(value)),
            ColumnModifier.Lower => Lower(Scalar.OfStored(value, column.JsonPath.AsSpan())),
            _ => Scalar.OfStored(value, column.JsonPath.AsSpan()),
        };
    }

    private static int CountOf(Value value) => value.Kind switch
    {
        ValueKind.List => value.AsList().Count,
        ValueKind.Text => value.AsText().Length == 0 ? 0 : 1,
        _ => 0,
    };

    private static Scalar Lower(Scalar value)
    {
        var text = value.ToStoredText();
        return text.Kind == ScalarKind.Text ? Scalar.Of(AsciiText.Lower(text.String!)) : text;
    }
}
