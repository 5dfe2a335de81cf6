using System.Text.RegularExpressions;

namespace Basalt.Server.Tests.Documents;

/// <summary>What every page and source file must keep to.</summary>
public sealed partial class PageTests
{
    public static TheoryData<string> Pages => [.. Page.All];

    [Theory, MemberData(nameof(Pages))]
    public void Every_relative_link_leads_to_a_file(string path)
    {
        var folder = Path.GetDirectoryName(Repository.PathOf(path))!;
        Assert.All(new Page(path).RelativeLinks, target => Assert.True(Path.Exists(Path.Combine(folder, target)), $"{path} links to {target}"));
    }

    [Fact]
    public void Every_test_that_the_page_of_security_names_exists()
    {
        var named = TestName().Matches(new Page("docs/security.md").Text).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count > 20, string.Join(' ', named));
        var files = Repository.Files("Tests.cs").Concat(Repository.Files("PostgresServers.cs")).Select(Path.GetFileNameWithoutExtension);
        Assert.Empty(named.Except(files!));
    }

    [Fact]
    public void Nothing_speaks_of_the_place_where_it_was_written_or_of_unfinished_work()
    {
        var offenders = Repository.Files(".md", ".cs", ".csproj", ".props", ".json", ".mjs", ".lua", ".txt", ".yml", "/run")
            .SelectMany(path => File.ReadLines(Repository.PathOf(path)).Select((line, index) => (path, line, index)))
            .Where(entry => Unwanted().IsMatch(entry.line) && !entry.line.Contains("GeneratedRegex", StringComparison.Ordinal))
            .Select(entry => $"{entry.path}:{entry.index + 1}: {entry.line.Trim()}");
        Assert.Empty(offenders);
    }

    [Fact]
    public void Lock_files_name_no_host()
    {
        var offenders = Repository.Files("packages.lock.json", "package-lock.json")
            .Where(path => File.ReadAllText(Repository.PathOf(path)).Contains("://", StringComparison.Ordinal));
        Assert.Empty(offenders);
    }

    [GeneratedRegex("`([A-Z][A-Za-z0-9]*Tests|PostgresServers)`", RegexOptions.None, 1000)]
    private static partial Regex TestName();

    [GeneratedRegex(@"\bTODO\b|\bFIXME\b|\bXXX\b|\bNotImplementedException\b", RegexOptions.None, 1000)]
    private static partial Regex Unwanted();
}
