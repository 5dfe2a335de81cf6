using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>What the texts that are bound together share.</summary>
internal sealed class BindingState(SchemaSnapshot schema, Collection? callerCollection)
{
    public SchemaSnapshot Schema => schema;

    /// <summary>Null for a guest, and for rules that are checked before anybody calls.</summary>
    public Collection? CallerCollection => callerCollection;

    public ParameterTable Parameters { get; } = new();

    public SourceTable Sources { get; } = new();

    /// <summary>Rows that a client's filter or sort reaches and whose collection has a list rule, in the order reached.</summary>
    public List<Source> Guarded { get; } = [];

    /// <summary>Those of <see cref="Guarded"/> of which all rows are looked at, and not only the current one.</summary>
    public HashSet<Source> LookedThrough { get; } = [];

    public int Comparisons { get; set; }
}

/// <summary>One text being bound.</summary>
/// <param name="State">Shared by all texts of the query.</param>
/// <param name="Start">The row whose fields plain names are.</param>
/// <param name="Code">Of the error when it can't be bound.</param>
/// <param name="IsClient">The text of somebody who is no superuser: hidden fields and other collections' list rules count.</param>
internal sealed record BindingScope(BindingState State, Source Start, string Code, bool IsClient)
{
    public Collection Collection => Start.Collection!; // texts start at rows of a collection, never at items

    /// <summary>The row that "all" starts from; null for the record under test, which every row that is one of one stands for.</summary>
    public Source? AllFrom => Start.IsMultiple ? Start : null;

    public BasaltException Fail(string reason, int position) => RuleError.At(Code, reason, position);

    /// <summary>Refuses when following one more relation has made the query too large.</summary>
    public void CheckSources(int position)
    {
        if (State.Sources.IsOverLimit) throw Fail("too many relations", position);
    }
}
