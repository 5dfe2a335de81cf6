using System.Globalization;
using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

internal sealed class SqliteDialect : SqlDialect
{
    // Any of them names the row id, unless a field of the collection has taken it.
    private static readonly string[] RowIdNames = ["rowid", "_rowid_", "oid"];

    public static SqliteDialect Instance { get; } = new();

    public override string Quote(string identifier) => "\"" + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    public override string Placeholder(int number) => string.Create(CultureInfo.InvariantCulture, $"?{number}");

    public override string? InsertionOrder(Collection collection) => collection.IsView
        ? null
        : RowIdNames.FirstOrDefault(name => !collection.Fields.Any(f => string.Equals(f.Name, name, StringComparison.OrdinalIgnoreCase)));
}
