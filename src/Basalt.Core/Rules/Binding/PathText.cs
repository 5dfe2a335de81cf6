using System.Buffers;

namespace Basalt.Rules;

internal enum PathModifier : byte
{
    None,
    Each,
    Length,
    Lower,
    IsSet,
    Changed,
}

/// <summary>A dotted name, cut into its parts.</summary>
/// <param name="Names">At least one; the first may begin with <c>@</c>.</param>
/// <param name="Alias">Of <c>@collection.name:alias</c>, or "".</param>
/// <param name="Modifier">After the last name.</param>
internal readonly record struct PathText(string[] Names, string Alias, PathModifier Modifier)
{
    public const string Request = "@request";
    public const string Collection = "@collection";

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <returns>Null, with a reason, when the text has not the form of a path.</returns>
    public static PathText? Parse(string identifier, out string failure)
    {
        failure = "";
        var names = identifier.Split('.');
        var modifier = PathModifier.None;
        if (CutAtColon(ref names[^1]) is { } modifierName)
        {
            modifier = ModifierOf(modifierName);
            if (modifier == PathModifier.None) failure = "unknown modifier";
        }

        var alias = names is [Collection, _, ..] ? CutAtColon(ref names[1]) : null;
        if (alias is not null && !IsName(alias)) failure = "invalid alias";
        for (var i = 0; i < names.Length; i++)
        {
            if (!IsName(i == 0 && names[0] is ['@', ..] ? names[0].AsSpan(1) : names[i])) failure = "invalid name";
        }

        return failure.Length == 0 ? new PathText(names, alias ?? "", modifier) : null;
    }

    private static string? CutAtColon(ref string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return null;
        var after = name[(colon + 1)..];
        name = name[..colon];
        return after;
    }

    private static bool IsName(ReadOnlySpan<char> name) => name.Length > 0 && !name.ContainsAnyExcept(NameCharacters);

    private static PathModifier ModifierOf(string name) => name switch
    {
        "each" => PathModifier.Each,
        "length" => PathModifier.Length,
        "lower" => PathModifier.Lower,
        "isset" => PathModifier.IsSet,
        "changed" => PathModifier.Changed,
        _ => PathModifier.None,
    };
}
