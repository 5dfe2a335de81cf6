using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Rules;

/// <summary>What is bound together into one query.</summary>
/// <param name="Rule">Text of an access rule; null or "" for none (that a rule is locked has been decided before).</param>
/// <param name="Filter">Text of a client's filter; null or "" for none.</param>
/// <param name="Sort">Text of a client's sort; null or "" for none.</param>
/// <param name="IsSuperuser">Whether filter and sort are a superuser's: no field is hidden, no list rule is added.</param>
public readonly record struct RuleTexts(string? Rule, string? Filter = null, string? Sort = null, bool IsSuperuser = false)
{
    /// <summary>
    /// Id of the collection of the caller's record; null for guests. It says what relations <c>@request.auth.team.name</c> can follow:
    /// the same text binds differently for callers of different collections.
    /// </summary>
    public string? CallerCollectionId { get; init; }
}

/// <summary>Resolves the names of rules, filters and sorts against a schema.</summary>
public static class RuleBinder
{
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>, code <c>invalid_filter</c>, <c>invalid_sort</c> or
    /// <c>invalid_rule</c>: it can't be parsed or bound; <see cref="ErrorKind.Denied"/>: the filter or sort of somebody who is no
    /// superuser names <c>@collection.</c> or <c>@request.</c>.</exception>
    public static BoundQuery Bind(SchemaSnapshot schema, Collection collection, RuleTexts texts) => throw new NotSupportedException();
}
