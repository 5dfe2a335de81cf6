using System.Runtime.CompilerServices;

namespace Basalt.Server.Tests;

/// <summary>The checkout these tests were built from: tests that read project files, sources and pages start here.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>Every file a clone would have with one of these extensions, relative to the root, in ordinal order.</summary>
    public static IReadOnlyList<string> Files(params IReadOnlyList<string> extensions) =>
        [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => extensions.Any(end => path.EndsWith(end, StringComparison.Ordinal)) && !IsGenerated(path))
            .Order(StringComparer.Ordinal)];

    /// <summary>
    /// A folder of test data that is kept beside the repository, never in it: the environment variable BASALT_SHARED, else a folder
    /// <c>shared</c> found while walking up from the test program. Null where there is none.
    /// </summary>
    public static string? FindShared(params ReadOnlySpan<string> parts)
    {
        var relative = Path.Combine(["", .. parts]);
        if (Environment.GetEnvironmentVariable("BASALT_SHARED") is { Length: > 0 } named)
            return Exists(Path.Combine(named, relative));

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Exists(Path.Combine(folder.FullName, "shared", relative)) is { } found) return found;
        }

        return null;
    }

    private static string? Exists(string path) => Path.Exists(path) ? path : null;

    private static bool IsGenerated(string path) =>
        path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or ".git" or "artifacts" or "TestResults");

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Basalt.slnx"))) return folder.FullName;
        }

        return Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
    }
}
