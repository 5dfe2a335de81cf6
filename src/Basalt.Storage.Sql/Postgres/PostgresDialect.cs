using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Basalt.Schema;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>
/// PostgreSQL's SQL. It decides types before it runs: texts are <c>text</c>, numbers <c>double precision</c>, and what may be either is
/// <c>_basalt_scalar</c>, see <c>Functions.sql</c>.
/// </summary>
internal sealed class PostgresDialect : SqlDialect
{
    /// <summary>The column that keeps the order of insertion.</summary>
    internal const string RowId = "_basalt_rowid";

    // Longer names are cut by PostgreSQL, so that two could become one. Source: NAMEDATALEN,
    // https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS.
    private const int LongestName = 63;

    public static PostgresDialect Instance { get; } = new();

    public override SqlText Random => SqlText.Of($"random()");

    public override SqlText ItemColumn => SqlText.Of($"value");

    public override string Quote(string identifier) => "\"" + Fitting(identifier).Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    public override string Placeholder(int number) => string.Create(CultureInfo.InvariantCulture, $"${number}");

    public override string? InsertionOrder(Collection collection) => collection.IsView ? null : Quote(RowId);

    public override SqlText Equal(SqlOperand left, SqlOperand right) => Compared(left, SqlText.Of($"="), right);

    public override SqlText Same(SqlOperand left, SqlOperand right) => Compared(left, SqlText.Of($"IS NOT DISTINCT FROM"), right);

    public override SqlText Differs(SqlOperand left, SqlOperand right) => Compared(left, SqlText.Of($"IS DISTINCT FROM"), right);

    public override SqlText SameOrEmpty(SqlOperand left, SqlOperand right) => OrEmpty(left, SqlText.Of($"="), right);

    public override SqlText DiffersOrEmpty(SqlOperand left, SqlOperand right) => OrEmpty(left, SqlText.Of($"<>"), right);

    public override SqlText Ordered(SqlOperand left, SqlText sign, SqlOperand right) => Compared(left, sign, right);

    public override SqlText EmptyOrNull(SqlOperand value, SqlParameters parameters) => Empty(value);

    public override SqlText Filled(SqlOperand value) => SqlText.Of($"NOT {Empty(value)}");

    public override SqlText Parameter(SqlText placeholder, SqlType type) => type switch
    {
        SqlType.Any => SqlText.Of($"_basalt_of_tagged({placeholder})"),
        SqlType.Text => SqlText.Of($"({placeholder} COLLATE \"C\")"), // else the database's own order would decide between two of them
        _ => placeholder,
    };

    public override SqlText Stored(SqlText placeholder, Field field) => field.Column switch
    {
        ColumnKind.Number => SqlText.Of($"{placeholder}::double precision"),
        ColumnKind.Bool => SqlText.Of($"{placeholder}::boolean"),
        ColumnKind.List or ColumnKind.Json or ColumnKind.Geo => SqlText.Of($"{placeholder}::json"),
        _ => SqlText.Of($"({placeholder}::text COLLATE \"C\")"),
    };

    public override SqlText Shown(SqlText column, Field field) => IsJson(field) ? SqlText.Of($"{column}::text") : column;

    public override SqlText Value(SqlText column, Field field) => field.Column switch
    {
        ColumnKind.Bool => SqlText.Of($"{column}::int"),
        ColumnKind.List or ColumnKind.Geo => SqlText.Of($"{column}::text"),
        _ => column,
    };

    public override SqlText Item(SqlText item) => SqlText.Of($"({item} COLLATE \"C\")");

    public override SqlText Unconverted(SqlText column) => column;

    public override SqlText Text(SqlOperand value, bool isStored) => value.Type switch
    {
        SqlType.Number => SqlText.Of($"_basalt_number_text({value.Sql})"),
        SqlType.Any => SqlText.Of($"_basalt_scalar_text({value.Sql})"),
        _ => value.Sql,
    };

    // In the collation "C" only ASCII letters have a case.
    public override SqlText Lower(SqlText text) => SqlText.Of($"lower({text} COLLATE \"C\")");

    public override SqlText IgnoringCase(SqlText column, SqlText sign, SqlText value) => SqlText.Of($"lower({column}) {sign} {Lower(value)}");

    public override bool IgnoresCase(string collation) => string.Equals(collation, "NOCASE", StringComparison.OrdinalIgnoreCase);

    public override SqlText Like(SqlText text, SqlText pattern) => SqlText.Of($"{Lower(text)} LIKE {Lower(pattern)} ESCAPE '\\'");

    public override SqlText Contains(SqlText text, SqlText value) => SqlText.Of($"{Lower(text)} LIKE '%' || {Lower(value)} || '%' ESCAPE '\\'");

    public override SqlText Directed(SqlText value, bool descending, bool canBeNull) => (descending, canBeNull) switch
    {
        (false, false) => value,
        (false, true) => SqlText.Of($"{value} NULLS FIRST"),
        (true, false) => SqlText.Of($"{value} DESC"),
        (true, true) => SqlText.Of($"{value} DESC NULLS LAST"),
    };

    // MIN knows no composite type before version 18.
    public override SqlText Least(SqlText value, SqlText from, SqlText where)
    {
        var rows = where.IsEmpty ? from : SqlText.Of($"{from} WHERE {where}");
        return SqlText.Of($"(SELECT {value} FROM {rows} ORDER BY 1 LIMIT 1)");
    }

    public override SqlText Items(SqlText column) => column;

    public override SqlText Unnest(SqlText jsonArray) => SqlText.Of($"_basalt_items({jsonArray}::json)");

    public override SqlText MayHaveItem(SqlText column, SqlText needle) => SqlText.Of($"strpos({column}::text, {needle}) > 0");

    // Only letters, digits, "_" and "-" are spelled alike by every JSON writer.
    public override SqlText MayHaveStoredItem(SqlText column, SqlText item) =>
        SqlText.Of($"(strpos({column}::text, {item}) > 0 OR {item} ~ '[^0-9A-Z_a-z-]')");

    public override SqlText ItemCount(SqlText column) => SqlText.Of($"_basalt_count({column})");

    public override SqlText JsonValue(SqlText column) => SqlText.Of($"_basalt_json_value({column}, '{{}}')");

    public override SqlText JsonValueAt(SqlText column, SqlText path) => SqlText.Of($"_basalt_json_value({column}, string_to_array({path}, '.'))");

    public override SqlText JsonText(SqlText column, SqlText path) => path.IsEmpty
        ? SqlText.Of($"_basalt_json_text({column}, '{{}}')")
        : SqlText.Of($"_basalt_json_text({column}, string_to_array({path}, '.'))");

    // Names in a path have no dot: see the grammar of identifiers.
    public override string JsonPath(ImmutableArray<string> segments) => string.Join('.', segments);

    public override SqlText Distance(SqlOperand lonA, SqlOperand latA, SqlOperand lonB, SqlOperand latB) =>
        SqlText.Of($"_basalt_distance({Number(lonA)}, {Number(latA)}, {Number(lonB)}, {Number(latB)})");

    public override SqlText Strftime(SqlText format, SqlOperand? time, ImmutableArray<SqlText> modifiers)
    {
        var moment = time is { } given ? Lifted(given) : SqlText.Of($"_basalt_of_text('now')");
        return SqlText.Of($"_basalt_strftime({format}, {moment}, ARRAY[{SqlText.Join($", ", modifiers)}]::text[])");
    }

    // Division by zero is the only way to fail that needs no function.
    public override SqlText FailUnlessEqual(SqlText count, SqlText expected) => SqlText.Of($"SELECT 1 / (({count}) = {expected}::bigint)::int");

    public override SqlText Window(SqlText limit, SqlText offset) => SqlText.Of($"LIMIT NULLIF({limit}, -1) OFFSET {offset}");

    internal static bool IsJson(Field field) => field.Column is ColumnKind.List or ColumnKind.Json or ColumnKind.Geo;

    private static SqlText Empty(SqlOperand value) => value.Type switch
    {
        SqlType.Number => SqlText.Of($"({value.Sql} IS NULL)"),
        SqlType.Any => SqlText.Of($"({value.Sql} IS NULL OR {value.Sql} = _basalt_of_text(''))"),
        _ => SqlText.Of($"({value.Sql} IS NULL OR {value.Sql} = '')"),
    };

    private static SqlText Compared(SqlOperand left, SqlText sign, SqlOperand right) => left.Type == right.Type
        ? SqlText.Of($"{left.Sql} {sign} {right.Sql}")
        : SqlText.Of($"{Lifted(left)} {sign} {Lifted(right)}");

    private static SqlText OrEmpty(SqlOperand left, SqlText sign, SqlOperand right) => (left.Type, right.Type) switch
    {
        (SqlType.Text, SqlType.Text) => SqlText.Of($"COALESCE({left.Sql}, '') {sign} COALESCE({right.Sql}, '')"),
        _ => SqlText.Of($"COALESCE({Lifted(left)}, _basalt_of_text('')) {sign} COALESCE({Lifted(right)}, _basalt_of_text(''))"),
    };

    private static SqlText Lifted(SqlOperand value) => value.Type switch
    {
        SqlType.Text => SqlText.Of($"_basalt_of_text({value.Sql})"),
        SqlType.Number => SqlText.Of($"_basalt_of_number({value.Sql})"),
        _ => value.Sql,
    };

    private static SqlText Number(SqlOperand value) => value.Type == SqlType.Number ? value.Sql : SqlText.Of($"_basalt_number_of({value.Sql})");

    /// <summary>The name as PostgreSQL keeps it.</summary>
    internal static string Fitting(string identifier)
    {
        var utf8 = Encoding.UTF8.GetBytes(identifier);
        if (utf8.Length <= LongestName) return identifier;
        var hash = Convert.ToHexStringLower(SHA256.HashData(utf8).AsSpan(0, 8));
        var kept = Math.Min(identifier.Length, LongestName - hash.Length - 1);
        while (Encoding.UTF8.GetByteCount(identifier.AsSpan(0, kept)) > LongestName - hash.Length - 1) kept--;
        return $"{identifier[..kept]}_{hash}";
    }
}
