using System.Collections.Immutable;
using System.Globalization;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>What a database holds besides records, as it is stored.</summary>
internal static class StoredDefinitions
{
    internal static ImmutableArray<CollectionRow> Collections(IMoveReader reader) =>
        [.. reader.Texts(reader.Collections).Select(row => CollectionsTable.RowOf(row[0] == "1", i => row[i]))];

    internal static ImmutableArray<ParamRow> Params(IMoveReader reader) =>
        [.. reader.Texts(MoveStatements.Params).Select(row => new ParamRow(row[0] ?? "", row[1], row[2] ?? "", row[3] ?? ""))];

    internal static long Count(IMoveReader reader, Collection collection) =>
        long.Parse(reader.Texts(reader.Statements.Count(collection))[0][0]!, CultureInfo.InvariantCulture);
}
