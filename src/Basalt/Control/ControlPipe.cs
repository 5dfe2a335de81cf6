using System.Security.Cryptography;
using System.Text;

namespace Basalt.Cli.Control;

/// <summary>
/// Where commands reach the server that has a data directory open: a pipe of the machine, for processes of the same user only. It is
/// no network address; whoever may use it could as well write into the directory.
/// </summary>
internal static class ControlPipe
{
    private const string FileName = ".basalt.control";
    private const int SocketPathBytesAtMost = 100; // of sun_path, which has 104 bytes on macOS and 108 on Linux, with its end

    /// <summary>The pipe's name: on Unix a socket in the directory, so that it is found through links, mounts and containers.</summary>
    /// <param name="directory">The data directory's whole path.</param>
    public static string NameFor(string directory)
    {
        var inside = Path.Combine(directory, FileName);
        if (!OperatingSystem.IsWindows() && Encoding.UTF8.GetByteCount(inside) <= SocketPathBytesAtMost) return inside;
        return "basalt-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..32];
    }
}
