namespace Basalt.Storage.Sql.Sqlite;

/// <summary>SQLite answered a call with an error. Inside the engine only: <see cref="SqliteErrors"/> turns it into the seam's exceptions.</summary>
internal sealed class SqliteException(int code, string message) : Exception(message)
{
    /// <summary>Extended result code.</summary>
    internal int Code { get; } = code;

    internal int Primary => SqliteCodes.Primary(Code);
}
