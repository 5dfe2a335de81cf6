using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>The transaction of one group of work. When any member throws, the connection must be closed, which undoes it all.</summary>
internal sealed class GroupTransaction
{
    private readonly SqliteSession _session;
    private readonly TransactionParts _parts;
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private SchemaSnapshot _schema;
    private bool _isOpen;

    internal GroupTransaction(SqliteSession session, SchemaSnapshot schema, TransactionParts parts)
    {
        _session = session;
        _schema = schema;
        _parts = parts;
        _session.UseSchema(schema.Version);
        Control(TransactionControl.Begin);
        _isOpen = true;
    }

    /// <summary>The schema that this transaction makes, if it changes it.</summary>
    internal SchemaSnapshot? NextSchema { get; private set; }

    /// <summary>No further work may join: the schema changed, or the only work failed.</summary>
    internal bool MustEnd => NextSchema is not null || !_isOpen;

    /// <summary>Ids of the collections that were written.</summary>
    internal IReadOnlyCollection<string> Written => _written;

    /// <summary>Runs one piece of work; its failure is noted in it.</summary>
    /// <param name="item">The work.</param>
    /// <param name="isAlone">Nothing else is in the transaction, so that undoing the work is undoing everything.</param>
    /// <exception cref="SqliteException">The whole transaction is lost.</exception>
    internal void Run(WriteItem item, bool isAlone)
    {
        if (item.Cancellation.IsCancellationRequested) item.Fail(new OperationCanceledException(item.Cancellation));
        else if (!ReferenceEquals(item.Schema, _schema)) item.Fail(new SchemaChangedException());
        if (item.HasFailed) return;

        var transaction = new SqliteTransaction(_session, _schema, _parts, isAlone ? null : Save);
        try
        {
            item.Run(transaction);
        }
        catch (Exception error) // the work's own: nothing of it remains, and whoever waits is told
        {
            item.Fail(error);
        }
        finally
        {
            transaction.End();
        }

        if (!_session.Connection.IsInTransaction)
        {
            throw transaction.Failure ?? new SqliteException(SqliteCodes.Error, "the database rolled the transaction back");
        }

        if (item.HasFailed) Undo(transaction, isAlone);
        else Keep(transaction);
    }

    internal void Commit()
    {
        if (_isOpen) Control(TransactionControl.Commit);
        _isOpen = false;
    }

    private void Save() => Control(TransactionControl.Save);

    private void Keep(SqliteTransaction transaction)
    {
        if (transaction.IsSaved) Control(TransactionControl.Release);
        _written.UnionWith(transaction.Written);
        NextSchema = transaction.NextSchema;
        _schema = NextSchema ?? _schema;
    }

    private void Undo(SqliteTransaction transaction, bool isAlone)
    {
        if (transaction.NextSchema is not null) _session.UseSchema(_schema.Version); // its statements know tables that are gone again
        if (isAlone)
        {
            Control(TransactionControl.Rollback);
            _isOpen = false;
        }
        else if (transaction.IsSaved)
        {
            Control(TransactionControl.Undo);
            Control(TransactionControl.Release);
        }
    }

    private void Control(TransactionControl control) => _session.Run(control);
}

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
