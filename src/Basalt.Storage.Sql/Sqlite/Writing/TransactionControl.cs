namespace Basalt.Storage.Sql.Sqlite;

/// <summary>The texts that begin, keep and undo.</summary>
internal sealed class TransactionControl
{
    internal static readonly TransactionControl Begin = new("BEGIN IMMEDIATE");
    internal static readonly TransactionControl BeginRead = new("BEGIN");
    internal static readonly TransactionControl Commit = new("COMMIT");
    internal static readonly TransactionControl Rollback = new("ROLLBACK");
    internal static readonly TransactionControl Save = new("SAVEPOINT work");
    internal static readonly TransactionControl Undo = new("ROLLBACK TO work");
    internal static readonly TransactionControl Release = new("RELEASE work");

    private TransactionControl(string sql) => Sql = sql;

    internal string Sql { get; }
}
