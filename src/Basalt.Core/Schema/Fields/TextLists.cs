using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>Options that are lists of texts, where null (never set) is another value than empty.</summary>
internal static class TextLists
{
    public static bool AreSame(ImmutableArray<string>? a, ImmutableArray<string>? b) =>
        a is { } left && b is { } right ? left.SequenceEqual(right) : a.HasValue == b.HasValue;
}
