using System.Diagnostics;

namespace Basalt.Server.Tests.Documents;

/// <summary>Runs what pages say to paste.</summary>
internal static class Snippets
{
    public const string DocumentedUrl = "http://127.0.0.1:8090";

    /// <summary>A snippet with the addresses of this run in place of the page's.</summary>
    public static string Placed(string snippet, IReadOnlyDictionary<string, string> places) =>
        places.Aggregate(snippet, (text, place) => text.Replace(place.Key, place.Value, StringComparison.Ordinal));

    /// <summary>Runs commands as one script in which <c>$TOKEN</c> is a superuser's; a refusal ends it, and fails the test.</summary>
    public static async Task RunShellAsync(string commands, string superuser, string password, IReadOnlyDictionary<string, string> places, CancellationToken ct)
    {
        // A page need not repeat how one signs in.
        var script = $$"""
            set -euo pipefail
            curl() { command curl --fail-with-body -sS "$@"; }
            TOKEN=$(curl {{places[DocumentedUrl]}}/api/collections/_superusers/auth-with-password -H 'Content-Type: application/json' -d '{"identity":"{{superuser}}","password":"{{password}}"}' | sed -E 's/.*"token":"([^"]+)".*/\1/')
            {{Placed(commands, places)}}
            """;
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        Assert.True(process.ExitCode == 0, $"{output}\n{await errors}");
    }
}
