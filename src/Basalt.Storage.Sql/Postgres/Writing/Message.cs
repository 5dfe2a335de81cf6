using Basalt.Schema;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>What servers tell each other after a commit: a schema version, or ids of collections.</summary>
internal static class Message
{
    internal const string Schema = "schema";
    internal const string All = "*";

    private const int LongestBytes = 7_000; // PostgreSQL takes 8,000: https://www.postgresql.org/docs/current/sql-notify.html

    internal static string Of(SchemaSnapshot? next, IReadOnlyCollection<string> written)
    {
        if (next is not null) return Schema;
        var ids = string.Join(' ', written);
        return System.Text.Encoding.UTF8.GetByteCount(ids) > LongestBytes ? All : ids;
    }
}
