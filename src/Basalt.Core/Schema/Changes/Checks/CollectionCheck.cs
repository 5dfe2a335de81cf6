using System.Collections.Immutable;
using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>Everything a collection is held against before it is stored (the protocol, collections page, sections 2 to 6 and 8).</summary>
/// <param name="next">The schema as it would become.</param>
/// <param name="all">The same collections, but with those that have another's id or name.</param>
internal sealed class CollectionCheck(SchemaSnapshot next, IReadOnlyCollection<Collection> all)
{
    /// <summary>Adds what is wrong to the edit's errors.</summary>
    public void Check(CollectionEdit edit)
    {
        ImmutableArray<Collection> others = [.. all.Where(c => c != edit.After)];
        IdentityCheck.Check(edit, others);
        if (!edit.After.IsView) FieldsCheck.Check(edit, next);
        IndexesCheck.Check(edit, others);
        RulesCheck.Check(edit, next);
        if (edit.After.Auth is { } auth) AuthOptionsCheck.Check(edit, auth);
    }

    internal static FieldError LengthOutOfRange(int min, int max) =>
        new FieldError("validation_length_out_of_range", $"The length must be between {min} and {max}.", [new("min", min), new("max", max)]);

    internal static FieldError MatchInvalid { get; } = new("validation_match_invalid", "Must be in a valid format.");
}
