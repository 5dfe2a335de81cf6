namespace Basalt.Server.Tests.Conformance;

/// <summary>The list of cases that may fail: the id, a tab, the reason; lines that begin with # are comments.</summary>
internal static class AllowedFailures
{
    public static IReadOnlyDictionary<string, string> Read(string path) =>
        File.ReadLines(path)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Split('\t', 2))
            .ToDictionary(parts => parts[0], parts => parts.Length == 2 ? parts[1].Trim() : "");
}
