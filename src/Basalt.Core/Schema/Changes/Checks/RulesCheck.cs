using Basalt.Errors;
using Basalt.Rules;

namespace Basalt.Schema;

/// <summary>The access rules of a collection, and those among its auth options.</summary>
internal static class RulesCheck
{
    public static void Check(CollectionEdit edit, SchemaSnapshot next)
    {
        var (rules, before) = (edit.After.Rules, edit.Before?.Rules);
        var errors = edit.Errors;
        Add(edit, next, errors, "listRule", rules.List, before?.List);
        Add(edit, next, errors, "viewRule", rules.View, before?.View);
        if (edit.After.IsView) RefuseWriteRules(rules, errors);
        Add(edit, next, errors, "createRule", rules.Create, before?.Create);
        Add(edit, next, errors, "updateRule", rules.Update, before?.Update);
        Add(edit, next, errors, "deleteRule", rules.Delete, before?.Delete);
        if (edit.After.Auth is { } auth) CheckAuth(edit, next, auth, edit.Before?.Auth);
    }

    private static void CheckAuth(CollectionEdit edit, SchemaSnapshot next, AuthOptions auth, AuthOptions? before)
    {
        Add(edit, next, edit.Errors, "authRule", auth.AuthRule, before?.AuthRule);
        if (auth.ManageRule is "")
        {
            edit.Errors.Add("manageRule", new FieldError("validation_nil_or_not_empty_required", "Must be null or a non-empty rule."));
        }

        Add(edit, next, edit.Errors, "manageRule", auth.ManageRule, before?.ManageRule);
        var mfa = new ErrorTree();
        Add(edit, next, mfa, "rule", auth.Mfa.Rule, before?.Mfa.Rule);
        edit.Errors.Add("mfa", mfa);
    }

    private static void Add(CollectionEdit edit, SchemaSnapshot next, ErrorTree errors, string key, string? rule, string? before)
    {
        if (edit.Before is { System: true } && rule != before)
        {
            errors.Add(key, new FieldError("validation_collection_system_rule_change", "The rules of a system collection can't be changed."));
        }
        else if (!string.IsNullOrEmpty(rule) && HasReadableFields(edit) && RuleBinder.CheckRule(next, edit.After, rule) is { } reason)
        {
            errors.Add(key, new FieldError("validation_invalid_rule", $"Invalid rule. Raw error: {reason}"));
        }
    }

    // Names can't be resolved while two fields have the same one; the fields' own error says so.
    private static bool HasReadableFields(CollectionEdit edit) => !edit.Errors.Contains("fields") && !edit.Errors.Contains("viewQuery");

    private static void RefuseWriteRules(RuleSet rules, ErrorTree errors)
    {
        foreach (var (key, rule) in new[] { ("createRule", rules.Create), ("updateRule", rules.Update), ("deleteRule", rules.Delete) })
        {
            if (rule is not null) errors.Add(key, new FieldError("validation_nil", "Must be blank, a view can't be written."));
        }
    }
}
