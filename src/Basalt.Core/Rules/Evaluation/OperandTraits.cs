using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>What a constant is turned into before it is compared with a column.</summary>
internal enum Affinity : byte
{
    /// <summary>Nothing is converted: a number and a text are never equal, and the number is the lesser.</summary>
    None,

    /// <summary>A number constant becomes its double's text (<c>1</c> becomes <c>1.0</c>), a bool <c>1</c> or <c>0</c>.</summary>
    Text,

    /// <summary>A text constant that reads as a number becomes one.</summary>
    Number,
}

/// <summary>
/// The sides of a comparison as the language sees them, so that every interpreter of <see cref="Condition.Compare"/> treats them
/// alike (the protocol's filters page, sections 4 and 6):
/// <list type="number">
/// <item>One side <see cref="IsNullSafe"/>: identity, nothing converted; <c>""</c> and NULL differ.</item>
/// <item>A constant (<see cref="Operand.Parameter"/>) against a column: the constant is converted by the column's
/// <see cref="AffinityOf"/>.</item>
/// <item>Anything else (two columns, two constants): nothing is converted, for <c>=</c> and for the order.</item>
/// </list>
/// </summary>
internal static class OperandTraits
{
    /// <summary>JSON, parts of points, distances and <c>:changed</c>: <c>=</c> is NULL-safe identity on either side of them.</summary>
    public static bool IsNullSafe(Operand operand) => operand switch
    {
        Operand.Column column => column.Field.Column is ColumnKind.Json or ColumnKind.Geo,
        Operand.GeoDistance or Operand.Test => true,
        _ => false,
    };

    /// <summary>Only a plain stored column converts; what is computed from one (<c>:lower</c>, <c>:length</c>, an item) does not.</summary>
    public static Affinity AffinityOf(Operand operand) => operand is Operand.Column { Modifier: ColumnModifier.None or ColumnModifier.Each } column
        ? column.Field.Column switch
        {
            ColumnKind.Text or ColumnKind.Date or ColumnKind.List => Affinity.Text,
            ColumnKind.Number or ColumnKind.Bool => Affinity.Number,
            _ => Affinity.None,
        }
        : Affinity.None;
}
