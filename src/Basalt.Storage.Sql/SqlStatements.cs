using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>The texts of the three changes of a record. Their values are <see cref="BoundValue.Of(Basalt.Records.Value)"/> of each field.</summary>
internal sealed class SqlStatements(SqlDialect dialect)
{
    /// <summary>Placeholder i + 1 takes the field with ordinal i.</summary>
    public string Insert(Collection collection)
    {
        var names = SqlText.Join($", ", collection.Fields.Select(f => dialect.Name(f.Name)));
        var values = SqlText.Join($", ", Enumerable.Range(1, collection.Fields.Length).Select(Placeholder));
        return SqlText.Of($"INSERT INTO {dialect.Table(collection)} ({names}) VALUES ({values})").ToString();
    }

    /// <summary>Placeholder i + 1 takes the field with ordinal <paramref name="ordinals"/>[i]; the last one takes the id.</summary>
    public string Update(Collection collection, ReadOnlySpan<int> ordinals)
    {
        var sets = new List<SqlText>(ordinals.Length);
        foreach (var ordinal in ordinals) sets.Add(SqlText.Of($"{dialect.Name(collection.Fields[ordinal].Name)} = {Placeholder(sets.Count + 1)}"));
        var id = SqlText.Of($"{dialect.Name("id")} = {Placeholder(sets.Count + 1)}");
        return SqlText.Of($"UPDATE {dialect.Table(collection)} SET {SqlText.Join($", ", sets)} WHERE {id}").ToString();
    }

    /// <summary>Its one placeholder takes the id.</summary>
    public string Delete(Collection collection) =>
        SqlText.Of($"DELETE FROM {dialect.Table(collection)} WHERE {dialect.Name("id")} = {Placeholder(1)}").ToString();

    private SqlText Placeholder(int number) => SqlText.Trusted(dialect.Placeholder(number));
}
