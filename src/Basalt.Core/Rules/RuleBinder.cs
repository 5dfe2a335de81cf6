using System.Text;
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
    public static BoundQuery Bind(SchemaSnapshot schema, Collection collection, RuleTexts texts)
    {
        if (!texts.IsSuperuser)
        {
            RefuseReserved(texts.Filter);
            RefuseReserved(texts.Sort);
        }

        var callers = texts.CallerCollectionId is { } callerCollection ? schema.FindById(callerCollection) : null;
        var state = new BindingState(schema, callers);
        var root = new Source.Root(collection);
        var rule = new BindingScope(state, root, RuleError.InvalidRule, IsClient: false);
        var where = string.IsNullOrEmpty(texts.Rule) ? null : ConditionBinder.Bind(rule, texts.Rule);
        where = ConditionBinder.Both(where, Filter(rule with { Code = RuleError.InvalidFilter, IsClient = !texts.IsSuperuser }, texts.Filter));
        var sort = rule with { Code = RuleError.InvalidSort, IsClient = !texts.IsSuperuser };
        var terms = string.IsNullOrEmpty(texts.Sort) ? [] : SortBinder.Bind(sort, texts.Sort);
        return new BoundQuery
        {
            Schema = schema,
            Collection = collection,
            Root = root,
            Where = ConditionBinder.Both(where, ListRules.Conditions(state)),
            Sort = terms,
            Sources = state.Sources.ToImmutable(),
            Parameters = state.Parameters.ToImmutable(),
        };
    }

    /// <summary>Holds the text of a rule against the schema before it is saved.</summary>
    /// <returns>Why it can't be used, in words for the superuser who saves it; null when it can.</returns>
    public static string? CheckRule(SchemaSnapshot schema, Collection collection, string? rule)
    {
        try
        {
            Bind(schema, collection, new RuleTexts(rule));
            return null;
        }
        catch (BasaltException refusal) when (refusal.InnerException is RuleException reason)
        {
            return reason.Message;
        }
    }

    private static Condition? Filter(BindingScope scope, string? filter)
    {
        if (string.IsNullOrEmpty(filter)) return null;
        if (Encoding.UTF8.GetByteCount(filter) > RuleLimits.FilterBytes) throw RuleError.Of(scope.Code, "the filter is too long");
        return ConditionBinder.Bind(scope, filter);
    }

    /// <summary>Refused by the text alone, even inside quotes: so says the protocol, records page, section 4.</summary>
    private static void RefuseReserved(string? text)
    {
        if (text is null) return;
        foreach (var reserved in (ReadOnlySpan<string>)["@collection.", "@request."])
        {
            if (text.Contains(reserved, StringComparison.Ordinal)) throw BasaltException.Denied("superuser_filter", "Only superusers can filter by " + reserved);
        }
    }
}
