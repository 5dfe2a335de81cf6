using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>What the indexes of a collection can do for a condition.</summary>
internal static class Indexes
{
    /// <summary>True when rows are found by equality with the field. (A partial index needs more than that.)</summary>
    public static bool HaveEquality(Collection collection, Field field) =>
        !collection.IsView && (field.Name == "id" || collection.Indexes.Any(i => i.Where.Length == 0 && IsBinary(i) && IsOn(i, field)));

    /// <summary>True when only a partial index is on the column, which mostly is <c>WHERE email != ''</c>.</summary>
    public static bool AskForFilled(Operand.Column column) =>
        column is { Modifier: ColumnModifier.None, Field.Column: ColumnKind.Text, Source.Collection: { IsView: false } collection } &&
        !HaveEquality(collection, column.Field) && collection.Indexes.Any(i => i.Where.Length > 0 && IsBinary(i) && IsOn(i, column.Field));

    /// <summary>
    /// For <c>~ "abc%"</c>: a range of an index that holds every match and little else. An index that ignores case serves any text; a
    /// binary one only dates, which have no case to speak of.
    /// </summary>
    /// <returns>Empty when no index serves.</returns>
    public static SqlText PrefixRange(SqlContext context, Operand.Column column, SqlText value, Operand.Parameter pattern)
    {
        var collection = column.Source.Collection!;
        if (collection.IsView || column.Modifier != ColumnModifier.None || column.Field.Column is not (ColumnKind.Text or ColumnKind.Date)) return SqlText.Empty;
        foreach (var index in collection.Indexes.Where(i => i.Where.Length == 0 && IsOn(i, column.Field)))
        {
            if (context.Dialect.IgnoresCase(index.Columns[0].Collation)) return Range(context.Dialect.IgnoringCase);
            if (IsBinary(index) && column.Field.Column == ColumnKind.Date) return Range((column, sign, bound) => SqlText.Of($"{column} {sign} {bound}"));
        }

        return SqlText.Empty;

        SqlText Range(Func<SqlText, SqlText, SqlText, SqlText> compare)
        {
            var first = compare(value, SqlText.Of($">="), context.Parameter(pattern, SqlTransform.PrefixFirst));
            var end = compare(value, SqlText.Of($"<"), context.Parameter(pattern, SqlTransform.PrefixEnd));
            return SqlText.Of($"{first} AND {end}");
        }
    }

    private static bool IsBinary(CollectionIndex index) => index.Columns[0].Collation.Length == 0;

    private static bool IsOn(CollectionIndex index, Field field) =>
        index.Columns is [{ IsExpression: false } first, ..] && string.Equals(first.Name, field.Name, StringComparison.OrdinalIgnoreCase);
}
