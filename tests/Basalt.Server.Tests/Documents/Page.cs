using System.Text.RegularExpressions;

namespace Basalt.Server.Tests.Documents;

/// <summary>A Markdown page of the repository, as far as tests look into it.</summary>
internal sealed partial class Page(string path)
{
    public string Path { get; } = path;

    public string Text { get; } = File.ReadAllText(Repository.PathOf(path));

    public static IReadOnlyList<string> All => Repository.Files(".md");

    /// <summary>Targets of links to files of the repository, without what stands behind a <c>#</c>.</summary>
    public IEnumerable<string> RelativeLinks =>
        Link().Matches(Text).Select(match => match.Groups[1].Value.Split('#')[0]).Where(target => target.Length > 0 && !target.Contains("://", StringComparison.Ordinal));

    /// <summary>The fenced blocks of a language, in order.</summary>
    public IEnumerable<string> Blocks(string language) =>
        Fence().Matches(Text).Where(match => match.Groups[1].Value == language).Select(match => match.Groups[2].Value);

    /// <summary>The text below a heading, down to the next heading of any level.</summary>
    public string Section(string heading)
    {
        var start = Text.IndexOf($"\n{heading}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{Path} has no heading “{heading}”");
        var body = Text[(start + heading.Length + 2)..];
        var end = body.IndexOf("\n#", StringComparison.Ordinal);
        return end < 0 ? body : body[..end];
    }

    /// <summary>First cells of the table below a heading, where they are code; <c>\|</c> stands for a bar.</summary>
    public IReadOnlyList<string> CodesOfTable(string heading) =>
        [.. Section(heading).Split('\n').Select(line => FirstCell().Match(line)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal))];

    [GeneratedRegex(@"\]\(([^)\s]+)\)", RegexOptions.None, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"^ *```(\w+)\n(.*?)^ *```", RegexOptions.Multiline | RegexOptions.Singleline, 1000)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\| `((?:[^`])+)` \|", RegexOptions.None, 1000)]
    private static partial Regex FirstCell();
}
