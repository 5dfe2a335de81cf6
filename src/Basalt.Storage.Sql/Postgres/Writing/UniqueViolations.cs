using Basalt.Schema;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>The fields of the index that refused a value, by the name of the index; the primary key has none of the owner's.</summary>
internal static class UniqueViolations
{
    internal static UniqueViolationException Of(PostgresException error, Collection collection)
    {
        var index = collection.Indexes.FirstOrDefault(i => PostgresDialect.Fitting(i.Name) == error.ConstraintName);
        return new UniqueViolationException(index is null ? ["id"] : IndexFields.Of(index, collection));
    }
}
