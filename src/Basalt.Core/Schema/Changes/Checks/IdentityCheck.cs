using System.Buffers;
using System.Collections.Immutable;
using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>Id, name, type and system flag.</summary>
internal static class IdentityCheck
{
    private const int IdMax = 100;
    private const int NameMax = 255;

    private static readonly SearchValues<char> WordCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    // Tables that are no collections.
    private static readonly string[] InternalTables = ["_collections", "_params", "_migrations", "_logs"];
    private static readonly string[] InternalPrefixes = ["sqlite_", "_basalt_"];

    public static void Check(CollectionEdit edit, ImmutableArray<Collection> others)
    {
        if (IdError(edit, others) is { } id) edit.Errors.Add("id", id);
        if (NameError(edit, others) is { } name) edit.Errors.Add("name", name);
        if (edit.Draft.OtherType is not null) edit.Errors.Add("type", TypeError(edit));
        if (edit.Before is { } before && before.System != edit.Draft.System)
        {
            edit.Errors.Add("system", new FieldError("validation_collection_system_flag_change", "The system flag can't be changed."));
        }
    }

    private static FieldError? IdError(CollectionEdit edit, ImmutableArray<Collection> others)
    {
        var id = edit.Draft.Id;
        if (edit.Before is { } before) return id == before.Id ? null : new FieldError("validation_values_mismatch", "The id can't be changed.");
        if (id.Length == 0) return null; // made of type and name
        if (id.Length > IdMax) return CollectionCheck.LengthOutOfRange(1, IdMax);
        if (id.AsSpan().ContainsAnyExcept(WordCharacters)) return CollectionCheck.MatchInvalid;
        // Ids and names share the paths of the API.
        var isTaken = others.Any(c => c.Id.Equals(id, StringComparison.OrdinalIgnoreCase) || IsNamed(c, id));
        return isTaken ? new FieldError("validation_invalid_or_existing_id", "The id is invalid or already exists.") : null;
    }

    private static FieldError? NameError(CollectionEdit edit, ImmutableArray<Collection> others)
    {
        var name = edit.Draft.Name;
        if (name.Length == 0) return FieldError.Required;
        if (name.Length > NameMax) return CollectionCheck.LengthOutOfRange(1, NameMax);
        if (name.AsSpan().ContainsAnyExcept(WordCharacters)) return CollectionCheck.MatchInvalid;
        if (name.Contains("_via_", StringComparison.OrdinalIgnoreCase)) return new FieldError("validation_found_via", "The name must not contain _via_.");
        if (edit.Before is { System: true } before && before.Name.ToString() != name)
        {
            return new FieldError("validation_collection_system_name_change", "The name of a system collection can't be changed.");
        }

        if (others.Any(c => IsNamed(c, name))) return new FieldError("validation_collection_name_exists", "Collection name must be unique (case insensitive).");
        if (others.Any(c => c.Id.Equals(name, StringComparison.OrdinalIgnoreCase)))
        {
            return new FieldError("validation_collection_name_id_duplicate", "The name must not be the id of another collection.");
        }

        return IsInternal(name) ? new FieldError("validation_collection_name_invalid", "The name is that of an internal table.") : null;
    }

    private static FieldError TypeError(CollectionEdit edit)
    {
        if (!CollectionTypes.TryParse(edit.Draft.OtherType, out _)) return new FieldError("validation_in_invalid", "Must be a valid value.");
        return edit.Before is null
            ? new FieldError("validation_in_invalid", "Must be a valid value.")
            : new FieldError("validation_collection_type_change", "The type of a collection can't be changed.");
    }

    private static bool IsNamed(Collection collection, string name) =>
        collection.Name.ToString().Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsInternal(string name) =>
        InternalTables.Contains(name, StringComparer.OrdinalIgnoreCase) ||
        InternalPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
