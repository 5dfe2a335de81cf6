using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>What a target holds before a move.</summary>
internal enum TargetState
{
    Empty,

    /// <summary>What a move that was interrupted has left.</summary>
    HalfMoved,
}

/// <summary>Takes the records of one collection in bulk, inside the target's transaction.</summary>
internal interface IBulkWriter : IDisposable
{
    /// <param name="record">Of the collection; its memory is free again afterwards.</param>
    /// <param name="order">The number that keeps its place, above those before.</param>
    void Write(MovedRecord record, long order);

    /// <summary>All are in the transaction then.</summary>
    void Complete();
}

/// <summary>
/// Where data is moved to. A move has it for itself, one transaction at a time. What has been committed outlives the process; a loss of
/// power may take it until <see cref="Finish"/> returns.
/// </summary>
internal abstract class MoveTarget : IDisposable
{
    /// <summary>For people to read.</summary>
    internal abstract string Shown { get; }

    /// <summary>As it was found, and is since <see cref="Take"/>.</summary>
    internal abstract TargetState State { get; }

    internal abstract IMoveReader Reader { get; }

    /// <summary>Changes definitions, inside the transaction.</summary>
    internal abstract ISchemaTarget Schema { get; }

    /// <summary>What it can't keep in a text, said so that it ends a sentence; null when it can.</summary>
    internal abstract string? CannotHold(ReadOnlySpan<byte> text);

    /// <summary>Bytes that an id can have at most.</summary>
    internal abstract int IdBytesMax { get; }

    /// <summary>Runs <paramref name="work"/> on an empty database like this one, in a transaction that is undone.</summary>
    internal abstract T Rehearse<T>(Func<IRehearsal, T> work);

    /// <summary>Has it for this move alone from here on; until then nothing was written.</summary>
    /// <exception cref="BasaltException">Somebody else has it, or it is no longer as it was found.</exception>
    internal abstract void Take();

    internal abstract void Begin();

    internal abstract void Commit();

    internal abstract void Rollback();

    /// <summary>The tables that are no collections, inside the transaction.</summary>
    internal abstract void CreateSystemTables();

    /// <summary>Of a collection whose table has been made, inside the transaction.</summary>
    internal abstract IBulkWriter OpenWriter(Collection collection);

    /// <summary>After the last record of a collection, inside the transaction: new ones come behind it.</summary>
    internal abstract void EndRows(Collection collection);

    /// <summary>Runs a view's query as it will be asked for.</summary>
    /// <returns>Why it can't be run, or null.</returns>
    internal abstract string? Try(Collection view);

    /// <summary>Commits, and waits until everything that was committed is on the disk.</summary>
    internal abstract void Finish();

    /// <inheritdoc cref="MoveSource.Explain"/>
    internal abstract BasaltException? Explain(Exception error);

    public abstract void Dispose();

    internal void InTransaction(Action work)
    {
        Begin();
        try
        {
            work();
            Commit();
        }
        catch
        {
            Rollback();
            throw;
        }
    }
}

/// <summary>A database on which definitions are tried.</summary>
internal interface IRehearsal
{
    ISchemaTarget Schema { get; }

    /// <inheritdoc cref="MoveTarget.Try"/>
    string? Try(Collection view);
}
