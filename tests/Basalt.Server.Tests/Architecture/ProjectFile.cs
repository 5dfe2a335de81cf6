using System.Xml.Linq;

namespace Basalt.Server.Tests.Architecture;

/// <summary>What a project file says of its dependencies, read as text: no build needed, and nothing transitive.</summary>
internal static class ProjectFile
{
    /// <summary>Names of all projects in a folder of the repository, however deep.</summary>
    public static IReadOnlyList<string> In(string folder) =>
        [.. Repository.Files(".csproj").Where(path => path.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> References(string project) =>
        [.. Includes(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'))).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Packages(string project) =>
        [.. Includes(project, "PackageReference").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> Frameworks(string project) =>
        [.. Includes(project, "FrameworkReference").Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Includes(string project, string element)
    {
        var file = Repository.Files(".csproj").Single(path => Path.GetFileNameWithoutExtension(path) == project);
        return XDocument.Load(Repository.PathOf(file)).Descendants(element).Select(item => item.Attribute("Include")?.Value).OfType<string>();
    }
}
