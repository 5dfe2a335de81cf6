using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>Reads one side of a move, in one view of it.</summary>
internal interface IMoveReader
{
    MoveStatements Statements { get; }

    /// <summary>Of <c>_collections</c>, see <see cref="CollectionsTable.SelectAll"/>.</summary>
    SqlText Collections { get; }

    /// <summary>Runs a query without parameters.</summary>
    /// <returns>Its rows, every value as text: bools are 1 and 0, NULL is null.</returns>
    List<string?[]> Texts(SqlText sql);

    /// <summary>
    /// Streams the records of a stored collection in the order of their insertion. A row's columns are the fields, in order, and then the
    /// number that keeps the order, or NULL where it has no name.
    /// </summary>
    /// <param name="collection">No view.</param>
    /// <param name="skip">How many of the first records are left out.</param>
    /// <param name="rows">Takes them.</param>
    void Read(Collection collection, long skip, IRowConsumer rows);
}

/// <summary>A row of <c>_params</c>.</summary>
internal sealed record ParamRow(string Id, string? Value, string Created, string Updated);

/// <summary>Where data is moved from. It is read in one view of it, and never written to.</summary>
internal abstract class MoveSource : IDisposable
{
    /// <summary>For people to read.</summary>
    internal abstract string Shown { get; }

    internal abstract IMoveReader Reader { get; }

    /// <summary>Nobody may have written to it since it was opened: that would be lost.</summary>
    /// <exception cref="BasaltException">Somebody has.</exception>
    internal abstract void RequireUnchanged();

    /// <summary>A failure of its database as a refusal; null when the failure is none of it.</summary>
    internal abstract BasaltException? Explain(Exception error);

    public abstract void Dispose();
}
