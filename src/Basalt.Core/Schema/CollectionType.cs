namespace Basalt.Schema;

public enum CollectionType
{
    /// <summary>Plain records.</summary>
    Base,

    /// <summary>Records that can sign in.</summary>
    Auth,

    /// <summary>A read-only query over other collections.</summary>
    View,
}

/// <summary>The protocol's names of the types.</summary>
public static class CollectionTypes
{
    public static string Text(CollectionType type) => type switch
    {
        CollectionType.Base => "base",
        CollectionType.Auth => "auth",
        CollectionType.View => "view",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "is no type of collection"),
    };

    public static bool TryParse(string? text, out CollectionType type)
    {
        type = text switch { "auth" => CollectionType.Auth, "view" => CollectionType.View, _ => CollectionType.Base };
        return text is "base" or "auth" or "view";
    }
}
