namespace Basalt.Storage.Conformance;

/// <summary>
/// Test data that is kept beside the repository, never in it: the environment variable BASALT_SHARED, else a folder <c>shared</c>
/// in one of the folders above. Tests that need it are skipped by name without.
/// </summary>
internal static class SharedData
{
    /// <summary>A folder below it, or null.</summary>
    internal static string? Find(string folder)
    {
        if (Environment.GetEnvironmentVariable("BASALT_SHARED") is { Length: > 0 } named) return Existing(Path.Combine(named, folder));
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (Existing(Path.Combine(at.FullName, "shared", folder)) is { } found) return found;
        }

        return null;
    }

    private static string? Existing(string folder) => Directory.Exists(folder) ? folder : null;
}
