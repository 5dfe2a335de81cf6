using System.Collections.Immutable;
using System.Globalization;
using Basalt.Errors;
using static Basalt.Settings.SettingsRules;

namespace Basalt.Settings;

/// <summary>Checks the rules of rate limits, each alone and against each other.</summary>
internal static class RateLimitValidator
{
    private const string Guests = "@guest";
    private const string SignedIn = "@auth";

    public static ErrorTree Check(RateLimitSettings limits)
    {
        var errors = new ErrorTree();
        if (limits.Enabled && limits.Rules.IsEmpty) errors.Add("rules", FieldError.Required);
        errors.Add("rules", Conflict(limits.Rules)); // a conflict hides whatever else is wrong with the rules
        errors.Add("rules", Each(limits.Rules));
        errors.Add("excludedIPs", Addresses(limits.ExcludedIps));
        return errors;
    }

    // The first rule that counts what an earlier one counts for some of the same callers.
    private static ErrorTree Conflict(ImmutableArray<RateLimitRule> rules)
    {
        var errors = new ErrorTree();
        var seen = new Dictionary<string, string>(StringComparer.Ordinal); // audiences by label; "" once no other can be added
        for (var i = 0; i < rules.Length && errors.IsEmpty; i++)
        {
            var (label, audience) = (rules[i].Label, rules[i].Audience);
            if (!seen.TryGetValue(label, out var earlier)) seen.Add(label, audience);
            else if ((earlier, audience) is (Guests, SignedIn) or (SignedIn, Guests)) seen[label] = "";
            else errors.Child(i.ToString(CultureInfo.InvariantCulture)).Add("label", Conflicting(label));
        }

        return errors;
    }

    private static ErrorTree Each(ImmutableArray<RateLimitRule> rules)
    {
        var errors = new ErrorTree();
        for (var i = 0; i < rules.Length; i++) errors.Add(i.ToString(CultureInfo.InvariantCulture), One(rules[i]));
        return errors;
    }

    private static ErrorTree One(RateLimitRule rule)
    {
        var errors = new ErrorTree();
        Note(errors, "label", Required(rule.Label) ?? Label(rule.Label));
        Note(errors, "maxRequests", Required(rule.MaxRequests) ?? AtLeast(1, rule.MaxRequests));
        Note(errors, "duration", Required(rule.DurationSeconds) ?? AtLeast(1, rule.DurationSeconds));
        Note(errors, "audience", OneOf(rule.Audience, Guests, SignedIn));
        return errors;
    }

    private static FieldError? Label(string label) =>
        RateLimitLabel.IsValid(label) ? null : new FieldError("validation_match_invalid", "Must be in a valid format.");

    private static FieldError Conflicting(string label) => FieldError.With(
        "validation_conflicting_rate_limit_rule", $"Another rule with the label {label} counts for the same callers.", "label", label);
}
