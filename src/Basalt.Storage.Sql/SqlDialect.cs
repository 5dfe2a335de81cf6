using System.Collections.Immutable;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>What differs between SQL products. Everything else is written once, by <see cref="SqlPlanner"/> and its parts.</summary>
internal abstract class SqlDialect
{
    /// <summary>An identifier of the schema, quoted.</summary>
    public abstract string Quote(string identifier);

    /// <summary>The placeholder of the parameter with that number, counted from 1.</summary>
    public abstract string Placeholder(int number);

    /// <summary>The column that grows with every insert, unquoted and unqualified; null where a collection has none (views).</summary>
    public abstract string? InsertionOrder(Collection collection);

    public abstract SqlText Random { get; }

    /// <summary>True when both are equal or both NULL; never unknown.</summary>
    public abstract SqlText Same(SqlText left, SqlText right);

    /// <summary>The opposite of <see cref="Same"/>.</summary>
    public abstract SqlText Differs(SqlText left, SqlText right);

    /// <summary>The column's value as it is stored, so that no declared type converts what it is compared with.</summary>
    public abstract SqlText Unconverted(SqlText column);

    /// <summary>A number as people write it: <c>10</c>, whether the column keeps 10 or 10.0.</summary>
    public abstract SqlText NumberAsText(SqlText number);

    /// <summary>Lower case of the ASCII letters.</summary>
    public abstract SqlText Lower(SqlText text);

    /// <summary>The right side of a comparison that is to ignore the case of ASCII letters.</summary>
    public abstract SqlText IgnoringCase(SqlText value);

    /// <summary>True when an index of that collation, as the protocol writes it, serves <see cref="IgnoringCase"/>.</summary>
    public abstract bool IgnoresCase(string collation);

    /// <summary>Ignores the case of ASCII letters; the escape is <see cref="SqlTransforms.LikeEscape"/>. NULL on either side is unknown.</summary>
    public abstract SqlText Like(SqlText text, SqlText pattern);

    /// <summary>For <see cref="Like"/>, where it ends texts at a NUL: with U+FFFF in its place. Only texts inside JSON can have one.</summary>
    public abstract SqlText WithoutNul(SqlText text);

    /// <summary>As <see cref="Like"/>, with <c>%</c> around a value that is no constant; its own wildcards stay active.</summary>
    public abstract SqlText Contains(SqlText text, SqlText value);

    /// <summary>The text of a JSON array, whatever a multiple field's column really holds: a plain value is one item, "" and NULL none.</summary>
    public abstract SqlText Items(SqlText column);

    /// <summary>A table of the items of a JSON array, for FROM; the column is <see cref="ItemColumn"/>.</summary>
    public abstract SqlText Unnest(SqlText jsonArray);

    public abstract SqlText ItemColumn { get; }

    /// <summary>False when a multiple field's column can't have the item: far cheaper than to unnest it. True says nothing.</summary>
    /// <param name="needle">Of the item, see <see cref="SqlTransform.Needle"/>.</param>
    public abstract SqlText MayHaveItem(SqlText column, SqlText needle);

    /// <summary>As <see cref="MayHaveItem"/>, for an item that is a column.</summary>
    public abstract SqlText MayHaveStoredItem(SqlText column, SqlText item);

    /// <summary>How many items a multiple field's column holds; none when it is NULL.</summary>
    public abstract SqlText ItemCount(SqlText column);

    /// <summary>A JSON column's value: texts, numbers and bools (1, 0) as such, arrays and objects as minified text.</summary>
    public abstract SqlText JsonValue(SqlText column);

    /// <summary>As <see cref="JsonValue"/> for what is at a path; NULL where nothing is.</summary>
    /// <param name="path">Made by <see cref="JsonPath"/> and bound as a parameter.</param>
    public abstract SqlText JsonValueAt(SqlText column, SqlText path);

    /// <summary>The product's own notation of a path; integer segments index arrays.</summary>
    public abstract string JsonPath(ImmutableArray<string> segments);

    /// <summary>Kilometres between two places in degrees; NULL unless all four are numbers.</summary>
    public abstract SqlText Distance(SqlText lonA, SqlText latA, SqlText lonB, SqlText latB);

    /// <param name="arguments">Format, time and modifiers; with the format alone the time is now.</param>
    public abstract SqlText Strftime(ImmutableArray<SqlText> arguments);

    /// <summary>Limit (-1 for none) and offset.</summary>
    public abstract SqlText Window(SqlText limit, SqlText offset);

    public SqlText Name(string identifier) => SqlText.Trusted(Quote(identifier));

    public SqlText Table(Collection collection) => Name(collection.Name.ToString());

    /// <summary><see cref="InsertionOrder"/>, as SQL; null where there is none.</summary>
    public SqlText? OrderOf(Collection collection) => InsertionOrder(collection) is { } column ? SqlText.Trusted(column) : null;
}
