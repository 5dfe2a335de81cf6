using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

internal sealed class SqliteGroup : GroupTransaction
{
    private readonly SqliteSession _session;
    private readonly TransactionParts _parts;

    internal SqliteGroup(SqliteSession session, SchemaSnapshot schema, TransactionParts parts)
        : base(schema)
    {
        _session = session;
        _parts = parts;
        _session.UseSchema(schema.Version);
        _session.Run(TransactionControl.Begin);
    }

    private protected override WorkTransaction Open(Action? save) => new SqliteTransaction(_session, Schema, _parts, save);

    private protected override void RequireAlive(Exception? failure)
    {
        if (_session.Connection.IsInTransaction) return;
        throw failure ?? new SqliteException(SqliteCodes.Error, "the database rolled the transaction back");
    }

    private protected override void CommitOpen() => _session.Run(TransactionControl.Commit);

    private protected override void Rollback() => _session.Run(TransactionControl.Rollback);

    private protected override void Save() => _session.Run(TransactionControl.Save);

    private protected override void UndoSaved()
    {
        _session.Run(TransactionControl.Undo);
        _session.Run(TransactionControl.Release);
    }

    private protected override void Release() => _session.Run(TransactionControl.Release);

    private protected override void ForgetStatements() => _session.UseSchema(Schema.Version);
}
