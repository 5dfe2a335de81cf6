using System.Collections.Immutable;
using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>
/// A rule and a filter and a sort, bound together against one snapshot, so that equal path prefixes share their joined row.
/// Immutable; kept in a bounded cache by its texts.
/// </summary>
public sealed class BoundQuery
{
    public required SchemaSnapshot Schema { get; init; }

    public required Collection Collection { get; init; }

    /// <summary>The record under test; <see cref="Sources"/> does not repeat it.</summary>
    public required Source.Root Root { get; init; }

    /// <summary>Null matches every record.</summary>
    public Condition? Where { get; init; }

    public ImmutableArray<SortTerm> Sort { get; init; } = [];

    /// <summary>Joined sources in the order in which they were first named; a parent comes before its children.</summary>
    public ImmutableArray<Source> Sources { get; init; } = [];

    public ImmutableArray<ParameterOrigin> Parameters { get; init; } = [];

    /// <summary>True when the same record can come out of the joins more than once.</summary>
    public bool HasMultipleSources => Sources.Any(s => s.IsMultiple);
}

/// <summary>One term of a sort.</summary>
public abstract record SortTerm
{
    private SortTerm() { }

    public sealed record By(Operand.Column Column, bool Descending) : SortTerm;

    /// <summary><c>@rowid</c>: insertion order.</summary>
    public sealed record Insertion(bool Descending) : SortTerm;

    /// <summary><c>@random</c>.</summary>
    public sealed record Random : SortTerm;
}

/// <summary>What a parameter's value is in one request, as far as it decides how a comparison is written.</summary>
public enum ParameterClass : byte
{
    /// <summary>null, or a request value that is missing.</summary>
    Null,
    EmptyText,
    Text,

    /// <summary>A text with a <c>%</c> that no backslash escapes: a pattern on the right of <c>~</c>.</summary>
    Pattern,

    /// <summary>A pattern that begins with what <see cref="LikePattern.PrefixOf"/> gives and has no other wildcard than the <c>%</c> at its end.</summary>
    Prefix,
    Number,
    Bool,

    /// <summary>An array or object of the request, and lists.</summary>
    Json,
}
