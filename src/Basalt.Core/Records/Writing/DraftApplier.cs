namespace Basalt.Records;

/// <summary>
/// From what was submitted to what the record would be. Plain keys first, then modifiers, which build on them: the order "shortest key
/// first" of the protocol, as keys of different fields don't meet. Of one field's modifiers <c>+f</c> comes first, then <c>f+</c>, then
/// <c>f-</c>.
/// </summary>
internal static class DraftApplier
{
    /// <param name="before">The stored record, or one of zero values for a create.</param>
    public static ResolvedDraft Apply(Record before, RecordDraft draft, bool isSuperuser)
    {
        var collection = before.Collection;
        var resolved = new ResolvedDraft(before, draft, isSuperuser);
        List<FieldModifier>? modifiers = null;
        foreach (var (key, input) in draft.Values)
        {
            var ordinal = collection.OrdinalOf(key);
            if (ordinal >= 0)
            {
                if (IsSettable(resolved, ordinal)) resolved.Set(ordinal, collection.Fields[ordinal].Coerce(input));
            }
            else if (FieldModifier.TryParse(collection, key, input, out var modifier) && IsSettable(resolved, modifier.Ordinal))
            {
                (modifiers ??= []).Add(modifier);
            }
        }

        if (modifiers is not null) ApplyModifiers(resolved, modifiers);
        return resolved;
    }

    private static void ApplyModifiers(ResolvedDraft resolved, List<FieldModifier> modifiers)
    {
        modifiers.Sort(static (a, b) => a.Kind.CompareTo(b.Kind));
        foreach (var modifier in modifiers)
        {
            var field = resolved.Collection.Fields[modifier.Ordinal];
            resolved.Set(modifier.Ordinal, modifier.ApplyTo(field, resolved.Candidate[modifier.Ordinal]));
        }
    }

    // Whoever asks: what the server sets is never submitted.
    private static bool IsSettable(ResolvedDraft resolved, int ordinal) =>
        !resolved.Collection.Fields[ordinal].IsSetByServer && resolved.MayWrite(ordinal);
}
