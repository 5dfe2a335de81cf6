using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

internal sealed class SqliteDialect : SqlDialect
{
    // Any of them names the row id, unless a field of the collection has taken it.
    private static readonly string[] RowIdNames = ["rowid", "_rowid_", "oid"];

    public static SqliteDialect Instance { get; } = new();

    public override SqlText Random => SqlText.Of($"random()");

    public override SqlText ItemColumn => SqlText.Of($"value");

    // Backticks, because some builds of SQLite take a name in double quotes that is unknown for a text.
    public override string Quote(string identifier) => "`" + identifier.Replace("`", "``", StringComparison.Ordinal) + "`";

    public override string Placeholder(int number) => string.Create(CultureInfo.InvariantCulture, $"?{number}");

    public override string? InsertionOrder(Collection collection) => collection.IsView
        ? null
        : RowIdNames.FirstOrDefault(name => !collection.Fields.Any(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase)));

    public override SqlText Equal(SqlOperand left, SqlOperand right) => SqlText.Of($"{left.Sql} = {right.Sql}");

    public override SqlText Same(SqlOperand left, SqlOperand right) => SqlText.Of($"{left.Sql} IS {right.Sql}");

    public override SqlText Differs(SqlOperand left, SqlOperand right) => SqlText.Of($"{left.Sql} IS NOT {right.Sql}");

    public override SqlText SameOrEmpty(SqlOperand left, SqlOperand right) =>
        SqlText.Of($"COALESCE({left.Sql}, '') = COALESCE({right.Sql}, '')");

    public override SqlText DiffersOrEmpty(SqlOperand left, SqlOperand right) =>
        SqlText.Of($"COALESCE({left.Sql}, '') <> COALESCE({right.Sql}, '')");

    public override SqlText Ordered(SqlOperand left, SqlText sign, SqlOperand right) => SqlText.Of($"{left.Sql} {sign} {right.Sql}");

    // NULL comes in as a parameter: told that a NOT NULL column is NULL, SQLite drops the term and then finds no index for the rest.
    public override SqlText EmptyOrNull(SqlOperand value, SqlParameters parameters) =>
        SqlText.Of($"({value.Sql} = '' OR {value.Sql} IS {parameters.Add((string?)null)})");

    public override SqlText Filled(SqlOperand value) => SqlText.Of($"({value.Sql} <> '' AND {value.Sql} IS NOT NULL)");

    public override SqlText Parameter(SqlText placeholder, SqlType type) => placeholder;

    public override SqlText Stored(SqlText placeholder, Field field) => placeholder;

    public override SqlText Shown(SqlText column, Field field) => column;

    // An array is declared as JSON or as text, depending on the age of the table: never let that decide.
    public override SqlText Value(SqlText column, Field field) => field.Column == ColumnKind.List ? Unconverted(column) : column;

    public override SqlText Item(SqlText item) => item;

    // "+x" has no type affinity: https://www.sqlite.org/datatype3.html#determination_of_expression_affinity
    public override SqlText Unconverted(SqlText column) => SqlText.Of($"+{column}");

    public override SqlText Text(SqlOperand value, bool isStored) => isStored && value.Type == SqlType.Number
        ? SqlText.Of($"CASE WHEN {value.Sql} = CAST({value.Sql} AS INTEGER) THEN CAST({value.Sql} AS INTEGER) ELSE {value.Sql} END")
        : value.Sql;

    public override SqlText Lower(SqlText text) => SqlText.Of($"lower({text})"); // ASCII only without the ICU extension

    public override SqlText IgnoringCase(SqlText column, SqlText sign, SqlText value) => SqlText.Of($"{column} {sign} {value} COLLATE NOCASE");

    public override bool IgnoresCase(string collation) => string.Equals(collation, "NOCASE", StringComparison.OrdinalIgnoreCase);

    public override SqlText Like(SqlText text, SqlText pattern) => SqlText.Of($"{text} LIKE {pattern} ESCAPE '\\'");

    // A pattern above 50,000 bytes is an error of SQLite, and one such row would fail everybody's query: there, what is a
    // wildcard inside the value counts as itself.
    public override SqlText Contains(SqlText text, SqlText value) => SqlText.Of(
        $"CASE WHEN octet_length({value}) > 49990 THEN instr(lower({text}), lower({value})) > 0 ELSE {text} LIKE '%' || {value} || '%' ESCAPE '\\' END");

    // The usual array comes first: a comparison and one pass that keeps nothing cost a third of json_valid with json_type.
    public override SqlText Items(SqlText column) => SqlText.Of(
        $"CASE WHEN {column} >= '[' AND {column} < '\\' THEN CASE WHEN json_error_position({column}) = 0 THEN {column} ELSE json_array({column}) END ELSE {OtherItems(column)} END");

    private static SqlText OtherItems(SqlText column) => SqlText.Of(
        $"CASE WHEN json_valid({column}) THEN CASE WHEN json_type({column}) = 'array' THEN {column} ELSE json_array(CAST({column} AS TEXT)) END WHEN {column} <> '' THEN json_array({column}) ELSE '[]' END");

    public override SqlText MayHaveItem(SqlText column, SqlText needle) => SqlText.Of($"instr({column}, {needle}) > 0");

    // Only letters, digits, "_" and "-" are spelled alike by every JSON writer.
    public override SqlText MayHaveStoredItem(SqlText column, SqlText item) =>
        SqlText.Of($"(instr({column}, {item}) > 0 OR {item} GLOB '*[^0-9A-Z_a-z-]*')");

    public override SqlText Unnest(SqlText jsonArray) => SqlText.Of($"json_each({jsonArray})");

    public override SqlText ItemCount(SqlText column) => SqlText.Of(
        $"CASE WHEN json_valid({column}) THEN CASE WHEN json_type({column}) = 'array' THEN json_array_length({column}) ELSE 1 END WHEN {column} <> '' THEN 1 ELSE 0 END");

    // The JSON functions fail on text that is no JSON; such a text is a JSON string of an older age.
    public override SqlText JsonValue(SqlText column) =>
        SqlText.Of($"CASE WHEN json_valid({column}) THEN json_extract({column}, '$') ELSE {column} END");

    public override SqlText JsonValueAt(SqlText column, SqlText path) =>
        SqlText.Of($"CASE WHEN json_valid({column}) THEN json_extract({column}, {path}) END");

    public override SqlText JsonText(SqlText column, SqlText path) => WithoutNul(path.IsEmpty ? JsonValue(column) : JsonValueAt(column, path));

    // No function replaces a NUL, but JSON spells it. Backslashes go first, so that what is found then is no part of an escaped one.
    private static SqlText WithoutNul(SqlText text) => SqlText.Of(
        $"CASE WHEN instr({text}, char(0)) > 0 THEN json_extract(replace(replace(json_quote({text}), '\\\\', '\\u005c'), '\\u0000', '\\uffff'), '$') ELSE {text} END");

    public override string JsonPath(ImmutableArray<string> segments)
    {
        var path = new StringBuilder("$");
        foreach (var segment in segments)
        {
            // Larger positions would wrap around in SQLite's 32 bits.
            if (int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                path.Append(CultureInfo.InvariantCulture, $"[{index}]");
            }
            else
            {
                path.Append(".\"").Append(segment.Replace("\"", "", StringComparison.Ordinal)).Append('"');
            }
        }

        return path.ToString();
    }

    // Rounding can push the cosine of equal places above 1, where acos has no value.
    public override SqlText Distance(SqlOperand lonA, SqlOperand latA, SqlOperand lonB, SqlOperand latB) => SqlText.Of(
        $"6371 * acos(min(1, max(-1, cos(radians({latA.Sql})) * cos(radians({latB.Sql})) * cos(radians({lonB.Sql}) - radians({lonA.Sql})) + sin(radians({latA.Sql})) * sin(radians({latB.Sql})))))");

    public override SqlText Strftime(SqlText format, SqlOperand? time, ImmutableArray<SqlText> modifiers) =>
        SqlText.Of($"strftime({SqlText.Join($", ", [format, time?.Sql ?? SqlText.Empty, .. modifiers])})");

    public override SqlText Directed(SqlText value, bool descending, bool canBeNull) => descending ? SqlText.Of($"{value} DESC") : value;

    public override SqlText Least(SqlText value, SqlText from, SqlText where) => where.IsEmpty
        ? SqlText.Of($"(SELECT MIN({value}) FROM {from})")
        : SqlText.Of($"(SELECT MIN({value}) FROM {from} WHERE {where})");

    public override SqlText Window(SqlText limit, SqlText offset) => SqlText.Of($"LIMIT {limit} OFFSET {offset}");
}
