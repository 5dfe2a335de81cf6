using System.Collections.Immutable;

namespace Basalt.Auth;

/// <summary>The providers that accounts can be linked with, and auth collections configured with.</summary>
public static class OAuth2ProviderNames
{
    /// <summary>Name and default display name, in the order in which clients are to show them.</summary>
    public static ImmutableArray<(string Name, string DisplayName)> All { get; } =
        [.. ProviderProfiles.All.Select(profile => (profile.Name, profile.DisplayName))];

    public static bool Contains(string name) => ProviderProfiles.Find(name) is not null;
}
