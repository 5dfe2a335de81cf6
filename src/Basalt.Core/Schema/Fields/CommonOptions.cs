using System.Buffers;
using System.Text;
using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>Rules for the options that every type of field has.</summary>
internal static class CommonOptions
{
    /// <summary>Largest whole number that a double holds exactly, 2^53 - 1: the limit of sizes, as clients read numbers as doubles.</summary>
    public const long SafeIntegerMax = 9_007_199_254_740_991;

    private const int NameCharsMax = 100;
    private const int IdCharsMax = 100;
    private const int HelpBytesMax = 300;

    private static readonly SearchValues<char> NameAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    // What record JSON or expressions already use.
    private static readonly string[] TakenNames = ["null", "true", "false", "collectionId", "collectionName", "expand"];

    // SQLite's own column, in any case.
    private const string RowId = "_rowid_";

    // Keys of the bodies that change an account.
    private static readonly string[] AuthFormNames = ["passwordConfirm", "oldPassword"];

    public static void Check(Field field, FieldOptionsContext context, ErrorTree errors)
    {
        if (field.Id.Length == 0) errors.Add("id", FieldError.Required);
        else if (field.Id.Length > IdCharsMax) errors.Add("id", FieldOptionError.LengthOutOfRange(1, IdCharsMax));
        if (CheckName(field.Name, context.CollectionType) is { } error) errors.Add("name", error);
        if (Encoding.UTF8.GetByteCount(field.Help) > HelpBytesMax) errors.Add("help", FieldOptionError.LengthOutOfRange(0, HelpBytesMax));
        if (context.Before is { } before && before.Type != field.Type) errors.Add("type", FieldOptionError.TypeChange);
    }

    /// <summary>At least 0 and no more than <see cref="SafeIntegerMax"/>.</summary>
    public static void CheckSize(string option, long value, ErrorTree errors)
    {
        if (value < 0) errors.Add(option, FieldOptionError.AtLeast(0));
        else if (value > SafeIntegerMax) errors.Add(option, FieldOptionError.AtMost(SafeIntegerMax));
    }

    public static void CheckRegex(string option, string pattern, ErrorTree errors)
    {
        if (pattern.Length > 0 && SafeRegex.Find(pattern) is null) errors.Add(option, FieldOptionError.InvalidRegex);
    }

    private static FieldError? CheckName(string name, CollectionType type)
    {
        if (name.Length == 0) return FieldError.Required;
        if (name.Length > NameCharsMax) return FieldOptionError.LengthOutOfRange(1, NameCharsMax);
        if (name.AsSpan().ContainsAnyExcept(NameAlphabet)) return FieldOptionError.MatchInvalid;
        if (TakenNames.Contains(name) || name.Equals(RowId, StringComparison.OrdinalIgnoreCase)) return new("validation_not_in_invalid", "Must not be a reserved name.");
        if (name.Contains("_via_", StringComparison.OrdinalIgnoreCase)) return new("validation_found_via", "Must not contain _via_.");
        return type == CollectionType.Auth && AuthFormNames.Contains(name)
            ? new("validation_reserved_field_name", "The name is reserved in auth collections.")
            : null;
    }
}
