using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>What a view's query shows of itself without running it: one arm per SELECT of a UNION, INTERSECT or EXCEPT.</summary>
internal sealed record ViewSyntax
{
    public required ImmutableArray<SqlToken> Tokens { get; init; }

    public required ImmutableArray<ViewArm> Arms { get; init; }

    /// <summary>Names that WITH defines; they hide collections of the same name.</summary>
    public required ImmutableHashSet<string> CommonTables { get; init; }
}

internal sealed record ViewArm(ImmutableArray<ViewItem> Items, ImmutableArray<ViewSource> Sources);

/// <summary>One item of a select list.</summary>
/// <param name="From">First token of the expression.</param>
/// <param name="To">Behind the last token of the expression; the alias is not part of it.</param>
/// <param name="Name">Alias or, of a plain column, its name; "" for an expression without alias.</param>
internal sealed record ViewItem(int From, int To, string Name)
{
    /// <summary>When the item is a plain column: the table it is qualified with, or "".</summary>
    public string Table { get; init; } = "";

    /// <summary>When the item is a plain column: its name, else "".</summary>
    public string Column { get; init; } = "";
}

/// <summary>One table of a FROM clause.</summary>
/// <param name="Alias">The name that columns are qualified with; "" when there is none.</param>
/// <param name="Table">"" for a subquery or a table-valued function.</param>
internal sealed record ViewSource(string Alias, string Table);
