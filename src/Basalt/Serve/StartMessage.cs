using Basalt.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Spectre.Console;

namespace Basalt.Cli.Serve;

/// <summary>What the server says once it listens: where it is, where the data is, and what to do next.</summary>
internal static class StartMessage
{
    private const int LabelChars = 10;

    public static async Task WriteAsync(BasaltHost host, WebApplication app, CancellationToken ct)
    {
        var console = AnsiConsole.Console;
        if (Console.IsOutputRedirected) console.Profile.Width = int.MaxValue; // a log must not break paths and addresses
        console.MarkupLineInterpolated($"[bold]Basalt {ProductVersion.Text}[/] is running");
        foreach (var url in app.Urls) Line(console, "API", $"{url}/api/");
        Line(console, "Data", host.DataDirectory + (host.IsNew ? " (new)" : ""));
        foreach (var copy in host.Copies) Line(console, "Copy", $"{Path.Combine(host.DataDirectory, copy)} (made before the first change)");
        if (!await host.Services.Superusers.AnyAsync(ct)) Line(console, "Next", $"there is no superuser yet: basalt superuser create EMAIL{DirectoryOption(host.DataDirectory)}");
    }

    private static void Line(IAnsiConsole console, string label, string text) =>
        console.MarkupLineInterpolated($"  [grey]{label.PadRight(LabelChars)}[/]{text}");

    private static string DirectoryOption(string directory) =>
        directory == Path.GetFullPath(CommonOptions.DefaultDirectory) ? "" : $" --dir {directory}";
}
