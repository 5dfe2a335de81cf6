using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>One CREATE INDEX text, parsed. Engines write it again in their own SQL; the text itself never reaches a database.</summary>
public sealed record CollectionIndex
{
    public required string Name { get; init; }

    public bool Unique { get; init; }

    /// <summary>The table as the text names it; rewritten to the collection's name on save.</summary>
    public required string Table { get; init; }

    public required ImmutableArray<IndexColumn> Columns { get; init; }

    /// <summary>Text after WHERE, or "".</summary>
    public string Where { get; init; } = "";

    /// <summary>As its owner wrote it, for clients and for storage; written from the parts where nobody gave a text.</summary>
    public string Text
    {
        get => field.Length > 0 ? field : IndexText.Write(this);
        init;
    } = "";
}

/// <summary>A column or an expression of an index.</summary>
/// <param name="Name">Column name without quotes, or the text of an expression.</param>
/// <param name="IsExpression">True when <paramref name="Name"/> is an expression.</param>
/// <param name="Collation">Such as NOCASE, or "".</param>
/// <param name="Descending">True for DESC.</param>
public sealed record IndexColumn(string Name, bool IsExpression = false, string Collation = "", bool Descending = false);
