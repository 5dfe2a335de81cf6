namespace Basalt.Rules;

/// <summary>
/// What a client reaches over relations it must also be allowed to list: else filters and sorts would tell the content of locked
/// collections letter by letter.
/// </summary>
internal static class ListRules
{
    /// <summary>Notes that the text reaches <paramref name="target"/>.</summary>
    /// <exception cref="Errors.BasaltException">Its collection is locked.</exception>
    public static void Guard(BindingScope scope, Source target, int position)
    {
        switch (target.Collection!.Rules.List)
        {
            case null:
                throw scope.Fail($"collection {target.Collection.Name} is locked", position);
            case "":
                return;
            default:
                if (!scope.State.Guarded.Contains(target)) scope.State.Guarded.Add(target);
                return;
        }
    }

    /// <summary>
    /// Notes that all rows of a source and of those before it are looked at: by an "all" comparison, which tells whether one of them
    /// fails, or by a sort, which picks one. Then all must be rows that the client may list.
    /// </summary>
    public static void LookThrough(BindingScope scope, Source? source)
    {
        for (; source is { IsMultiple: true }; source = source.Parent) scope.State.LookedThrough.Add(source);
    }

    /// <summary>For each row reached: there is none, or its collection's list rule lets it through.</summary>
    public static Condition? Conditions(BindingState state)
    {
        Condition? all = null;
        foreach (var source in state.Guarded)
        {
            var scope = new BindingScope(state, source, RuleError.InvalidRule, IsClient: false);
            var rule = ConditionBinder.Bind(scope, source.Collection!.Rules.List!);
            Condition listed = state.LookedThrough.Contains(source)
                ? new Condition.EveryRow(source, rule)
                : new Condition.Or(new Condition.NoRow(source), rule);
            all = ConditionBinder.Both(all, listed);
        }

        return all;
    }
}
