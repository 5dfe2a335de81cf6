using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>The texts of the three changes of a record. Their values are <see cref="BoundValue.Of(Basalt.Records.Value)"/> of each field.</summary>
internal sealed class SqlStatements(SqlDialect dialect)
{
    /// <summary>Placeholder i + 1 takes the field with ordinal i.</summary>
    public string Insert(Collection collection)
    {
        var names = SqlText.Join($", ", collection.Fields.Select(f => dialect.Name(f.Name)));
        var values = SqlText.Join($", ", collection.Fields.Select((f, i) => dialect.Stored(dialect.Numbered(i + 1), f)));
        return SqlText.Of($"INSERT INTO {dialect.Table(collection)} ({names}) VALUES ({values})").ToString();
    }

    /// <summary>Placeholder i + 1 takes the field with ordinal <paramref name="ordinals"/>[i]; the last one takes the id.</summary>
    public string Update(Collection collection, ReadOnlySpan<int> ordinals)
    {
        var sets = new List<SqlText>(ordinals.Length);
        foreach (var ordinal in ordinals)
        {
            var field = collection.Fields[ordinal];
            sets.Add(SqlText.Of($"{dialect.Name(field.Name)} = {dialect.Stored(dialect.Numbered(sets.Count + 1), field)}"));
        }

        var id = SqlText.Of($"{dialect.Name("id")} = {dialect.Numbered(sets.Count + 1)}");
        return SqlText.Of($"UPDATE {dialect.Table(collection)} SET {SqlText.Join($", ", sets)} WHERE {id}").ToString();
    }

    /// <summary>Its one placeholder takes the id.</summary>
    public string Delete(Collection collection) =>
        SqlText.Of($"DELETE FROM {dialect.Table(collection)} WHERE {dialect.Name("id")} = {dialect.Numbered(1)}").ToString();
}
