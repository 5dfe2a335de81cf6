using System.ComponentModel;
using System.Diagnostics;

namespace Basalt.Server.Tests.Running;

/// <summary>Node.js, where it is installed.</summary>
internal static class NodeProgram
{
    public static async Task<bool> IsInstalledAsync(CancellationToken ct)
    {
        try
        {
            return (await RunAsync(Repository.Root, ["--version"], new Dictionary<string, string?>(), ct)).ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(
        string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string?> environment, CancellationToken ct)
    {
        var info = new ProcessStartInfo("node", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) info.Environment[name] = value;
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync(ct);
        var errors = process.StandardError.ReadToEndAsync(ct);
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output + await errors);
    }
}
