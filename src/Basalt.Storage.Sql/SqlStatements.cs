using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>The texts of the three changes of a record. Their values are <see cref="BoundValue.Of(Basalt.Records.Value)"/> of each field.</summary>
internal sealed class SqlStatements(SqlDialect dialect)
{
    /// <summary>Placeholder i + 1 takes the field with ordinal i.</summary>
    public string Insert(Collection collection)
    {
        var sql = new SqlText(dialect).Append("INSERT INTO ").Name(collection.Name.ToString()).Append(" (");
        for (var i = 0; i < collection.Fields.Length; i++) sql.Append(i == 0 ? "" : ", ").Name(collection.Fields[i].Name);
        sql.Append(") VALUES (");
        for (var i = 0; i < collection.Fields.Length; i++) sql.Append(i == 0 ? "" : ", ").Append(dialect.Placeholder(i + 1));
        return sql.Append(")").ToString();
    }

    /// <summary>Placeholder i + 1 takes the field with ordinal <paramref name="ordinals"/>[i]; the last one takes the id.</summary>
    public string Update(Collection collection, ReadOnlySpan<int> ordinals)
    {
        var sql = new SqlText(dialect).Append("UPDATE ").Name(collection.Name.ToString()).Append(" SET ");
        for (var i = 0; i < ordinals.Length; i++)
        {
            sql.Append(i == 0 ? "" : ", ").Name(collection.Fields[ordinals[i]].Name).Append(" = ").Append(dialect.Placeholder(i + 1));
        }

        return sql.Append(" WHERE ").Name("id").Append(" = ").Append(dialect.Placeholder(ordinals.Length + 1)).ToString();
    }

    /// <summary>Its one placeholder takes the id.</summary>
    public string Delete(Collection collection) =>
        new SqlText(dialect).Append("DELETE FROM ").Name(collection.Name.ToString()).Append(" WHERE ").Name("id").Append(" = ")
            .Append(dialect.Placeholder(1)).ToString();
}
