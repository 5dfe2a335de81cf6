using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>The transaction of one group of work. When any member throws, the connection must be closed, which undoes it all.</summary>
internal abstract class GroupTransaction
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private bool _isOpen = true;

    /// <param name="schema">The schema that it begins with.</param>
    private protected GroupTransaction(SchemaSnapshot schema) => Schema = schema;

    /// <summary>The schema that this transaction makes, if it changes it.</summary>
    internal SchemaSnapshot? NextSchema { get; private set; }

    /// <summary>No further work may join: the schema changed, or the only work failed.</summary>
    internal bool MustEnd => NextSchema is not null || !_isOpen;

    /// <summary>Ids of the collections that were written.</summary>
    internal IReadOnlyCollection<string> Written => _written;

    private protected SchemaSnapshot Schema { get; private set; }

    /// <summary>Runs one piece of work; its failure is noted in it.</summary>
    /// <param name="item">The work.</param>
    /// <param name="isAlone">Nothing else is in the transaction, so that undoing the work is undoing everything.</param>
    internal void Run(WriteItem item, bool isAlone)
    {
        if (item.Cancellation.IsCancellationRequested) item.Fail(new OperationCanceledException(item.Cancellation));
        else if (!ReferenceEquals(item.Schema, Schema)) item.Fail(new SchemaChangedException());
        if (!item.HasFailed) RunFresh(item, isAlone);
    }

    /// <summary>Finds out whether all is well that was written until now, as far as that is not known yet.</summary>
    internal virtual void Settle()
    {
    }

    /// <summary>Ends it; nothing is left to end when the only work failed.</summary>
    internal void Commit()
    {
        if (!_isOpen) return;
        _isOpen = false;
        CommitOpen();
    }

    /// <summary>Runs work that is neither cancelled nor bound to another schema.</summary>
    private protected virtual void RunFresh(WriteItem item, bool isAlone)
    {
        var transaction = Open(isAlone ? null : Save);
        RunIn(transaction, item);
        if (item.HasFailed) Undo(transaction, isAlone);
        else Keep(transaction);
    }

    private protected void RunIn(WorkTransaction transaction, WriteItem item)
    {
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

        RequireAlive(transaction.Failure);
    }

    private protected void NoteWritten(WorkTransaction transaction) => _written.UnionWith(transaction.Written);

    private protected abstract WorkTransaction Open(Action? save);

    /// <summary>Throws when the database has ended the transaction by itself, and says why.</summary>
    private protected abstract void RequireAlive(Exception? failure);

    private protected abstract void CommitOpen();

    private protected abstract void Rollback();

    private protected abstract void Save();

    /// <summary>Back to the savepoint, which goes.</summary>
    private protected abstract void UndoSaved();

    /// <summary>The savepoint goes; what came after it stays.</summary>
    private protected abstract void Release();

    /// <summary>Kept statements know tables that are gone again.</summary>
    private protected abstract void ForgetStatements();

    private void Keep(WorkTransaction transaction)
    {
        if (transaction.IsSaved) Release();
        NoteWritten(transaction);
        NextSchema = transaction.NextSchema;
        Schema = NextSchema ?? Schema;
    }

    private void Undo(WorkTransaction transaction, bool isAlone)
    {
        if (isAlone)
        {
            Rollback();
            _isOpen = false;
        }
        else if (transaction.IsSaved)
        {
            UndoSaved();
        }

        if (transaction.NextSchema is not null) ForgetStatements();
    }
}
