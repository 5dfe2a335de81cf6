using Basalt.Auth;
using Basalt.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Spectre.Console;

namespace Basalt.Cli.Serve;

/// <summary>What the server says once it listens: where it is, where the data is, and what to do next.</summary>
internal static class StartMessage
{
    private const int LabelChars = 10;

    /// <param name="installToken">As <see cref="Installer.OfferAsync"/> gives it.</param>
    public static void Write(BasaltHost host, WebApplication app, string? installToken)
    {
        var lines = Lines(host, app, installToken);
        if (Console.IsOutputRedirected) WritePlain(lines);
        else WriteStyled(lines);
    }

    private static List<(string Label, string Text)> Lines(BasaltHost host, WebApplication app, string? installToken)
    {
        var lines = new List<(string Label, string Text)>();
        foreach (var url in app.Urls) lines.Add(("API", $"{url}/api/"));
        lines.Add(("Data", (host.Database ?? host.DataDirectory) + (host.IsNew ? " (new)" : "")));
        if (host.Database is not null) lines.Add(("Directory", host.DataDirectory));
        foreach (var copy in host.Copies) lines.Add(("Copy", $"{Path.Combine(host.DataDirectory, copy)} (made before the first change)"));
        if (installToken is null) return lines;
        lines.Add(("Next", $"there is no superuser yet: basalt superuser create EMAIL{DirectoryOption(host.DataDirectory)}{(host.Database is null ? "" : " --db ADDRESS")}"));
        lines.Add(("or open", $"{app.Urls.First()}/_/#/pbinstall/{installToken} (within {Installer.TokenSeconds / 60} minutes)"));
        return lines;
    }

    // Into a log: lines that nothing breaks, and written at once, where getting ready to style them costs a tenth of the start.
    private static void WritePlain(IReadOnlyList<(string Label, string Text)> lines)
    {
        Console.WriteLine($"Basalt {ProductVersion.Text} is running");
        foreach (var (label, text) in lines) Console.WriteLine($"  {label.PadRight(LabelChars)}{text}");
    }

    private static void WriteStyled(IReadOnlyList<(string Label, string Text)> lines)
    {
        AnsiConsole.MarkupLineInterpolated($"[bold]Basalt {ProductVersion.Text}[/] is running");
        foreach (var (label, text) in lines) AnsiConsole.MarkupLineInterpolated($"  [grey]{label.PadRight(LabelChars)}[/]{text}");
    }

    private static string DirectoryOption(string directory) =>
        directory == Path.GetFullPath(CommonOptions.DefaultDirectory) ? "" : $" --dir {directory}";
}
