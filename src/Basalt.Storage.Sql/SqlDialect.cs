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

    /// <summary>True when both are equal; unknown when one is NULL. A text and a number are never equal.</summary>
    public abstract SqlText Equal(SqlOperand left, SqlOperand right);

    /// <summary>True when both are equal or both NULL; never unknown.</summary>
    public abstract SqlText Same(SqlOperand left, SqlOperand right);

    /// <summary>The opposite of <see cref="Same"/>.</summary>
    public abstract SqlText Differs(SqlOperand left, SqlOperand right);

    /// <summary>As <see cref="Same"/>, NULL being the empty text.</summary>
    public abstract SqlText SameOrEmpty(SqlOperand left, SqlOperand right);

    /// <summary>The opposite of <see cref="SameOrEmpty"/>.</summary>
    public abstract SqlText DiffersOrEmpty(SqlOperand left, SqlOperand right);

    /// <summary>Texts by code point, numbers before texts; unknown when one is NULL.</summary>
    public abstract SqlText Ordered(SqlOperand left, SqlText sign, SqlOperand right);

    /// <summary>True for the empty text and NULL.</summary>
    public abstract SqlText EmptyOrNull(SqlOperand value, SqlParameters parameters);

    /// <summary>True for all but the empty text and NULL.</summary>
    public abstract SqlText Filled(SqlOperand value);

    /// <summary>A placeholder as a value.</summary>
    public abstract SqlText Parameter(SqlText placeholder, SqlType type);

    /// <summary>A placeholder as what the field's column stores.</summary>
    public abstract SqlText Stored(SqlText placeholder, Field field);

    /// <summary>A column as a row of the answer shows it.</summary>
    public abstract SqlText Shown(SqlText column, Field field);

    /// <summary>A column's value, for all kinds but JSON: bools are 1 and 0, lists and points their JSON text.</summary>
    public abstract SqlText Value(SqlText column, Field field);

    /// <summary>An item of <see cref="Unnest"/>, as a value.</summary>
    public abstract SqlText Item(SqlText item);

    /// <summary>The column's value as it is stored, so that no declared type converts what it is compared with.</summary>
    public abstract SqlText Unconverted(SqlText column);

    /// <summary>
    /// The text of a value: a stored number as people write it (<c>10</c>, whether the column keeps 10 or 10.0), any other with
    /// whatever digits the database has for it.
    /// </summary>
    public abstract SqlText Text(SqlOperand value, bool isStored);

    /// <summary>Lower case of the ASCII letters of a text.</summary>
    public abstract SqlText Lower(SqlText text);

    /// <summary>Compares a text column with a value, ignoring the case of ASCII letters.</summary>
    public abstract SqlText IgnoringCase(SqlText column, SqlText sign, SqlText value);

    /// <summary>True when an index of that collation, as the protocol writes it, serves <see cref="IgnoringCase"/>.</summary>
    public abstract bool IgnoresCase(string collation);

    /// <summary>Ignores the case of ASCII letters; the escape is <see cref="SqlTransforms.LikeEscape"/>. NULL on either side is unknown.</summary>
    public abstract SqlText Like(SqlText text, SqlText pattern);

    /// <summary>As <see cref="Like"/>, with <c>%</c> around a value that is no constant; its own wildcards stay active.</summary>
    public abstract SqlText Contains(SqlText text, SqlText value);

    /// <summary>A term of ORDER BY; NULL comes before everything else, and last in descending order.</summary>
    /// <param name="canBeNull">False when it is known to be never NULL, so that an ordinary index serves.</param>
    public abstract SqlText Directed(SqlText value, bool descending, bool canBeNull);

    /// <summary>The least value of a query that is not NULL.</summary>
    public abstract SqlText Least(SqlText value, SqlText from, SqlText where);

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
    /// <param name="column">JSON, or a point.</param>
    /// <param name="path">Made by <see cref="JsonPath"/> and bound as a parameter.</param>
    public abstract SqlText JsonValueAt(SqlText column, SqlText path);

    /// <summary>
    /// The text of <see cref="JsonValue"/>, numbers with a fraction if they were written with one. Where <see cref="Like"/> ends texts at a
    /// NUL, U+FFFF stands in its place: only texts inside JSON can have one.
    /// </summary>
    /// <param name="column">JSON.</param>
    /// <param name="path">Empty for the whole.</param>
    public abstract SqlText JsonText(SqlText column, SqlText path);

    /// <summary>The product's own notation of a path; integer segments index arrays.</summary>
    public abstract string JsonPath(ImmutableArray<string> segments);

    /// <summary>Kilometres between two places in degrees; NULL unless all four are numbers.</summary>
    public abstract SqlText Distance(SqlOperand lonA, SqlOperand latA, SqlOperand lonB, SqlOperand latB);

    /// <param name="format">A text.</param>
    /// <param name="time">Null for now.</param>
    /// <param name="modifiers">Texts.</param>
    public abstract SqlText Strftime(SqlText format, SqlOperand? time, ImmutableArray<SqlText> modifiers);

    /// <summary>Limit (-1 for none) and offset.</summary>
    public abstract SqlText Window(SqlText limit, SqlText offset);

    /// <summary>A statement that fails unless a count is as expected; only for engines that look later.</summary>
    public virtual SqlText FailUnlessEqual(SqlText count, SqlText expected) => throw new NotSupportedException("this engine looks at once");

    public SqlText Numbered(int number) => SqlText.Trusted(Placeholder(number));

    public SqlText Name(string identifier) => SqlText.Trusted(Quote(identifier));

    public SqlText Table(Collection collection) => Name(collection.Name.ToString());

    /// <summary><see cref="InsertionOrder"/>, as SQL; null where there is none.</summary>
    public SqlText? OrderOf(Collection collection) => InsertionOrder(collection) is { } column ? SqlText.Trusted(column) : null;
}
