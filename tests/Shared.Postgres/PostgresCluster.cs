using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Basalt.Tests.Shared;

/// <summary>
/// A PostgreSQL of its own: the programs of the Debian package, on a temporary folder and a port of the loopback. Everybody on this
/// machine may connect, as the user <c>basalt</c>.
/// </summary>
internal sealed class PostgresCluster : IDisposable
{
    private const string Installed = "/usr/lib/postgresql";

    private readonly string _folder;
    private readonly string[] _settings;
    private Process _server;

    /// <param name="settings">Of the server, beyond those that give it its place, as <c>name=value</c>.</param>
    internal PostgresCluster(params string[] settings)
        : this(
            settings,

            // Databases order texts by a language, as most people's do: what Basalt orders must not depend on it.
            data => Command("initdb", "-D", data, "-U", "basalt", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync"))
    {
    }

    private PostgresCluster(string[] settings, Func<string, ProcessStartInfo> make)
    {
        _settings = settings;
        _folder = Directory.CreateTempSubdirectory("basalt-postgres-").FullName;
        Own(_folder);
        Run(make(Data));
        _server = Start();
    }

    internal static bool IsInstalled => Programs is not null;

    internal int Port { get; } = FreePort();

    // Null where the programs are not installed.
    private static string? Programs { get; } = Directory.Exists(Installed)
        ? Directory.EnumerateDirectories(Installed).Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "postgres"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Of a database, for Basalt.</summary>
    internal string AddressOf(string database) => string.Create(CultureInfo.InvariantCulture, $"postgres://basalt@127.0.0.1:{Port}/{database}");

    /// <summary>For a shell: one of the programs, with the name of a database behind its options.</summary>
    internal string ShellCommand(string program, string database) =>
        string.Create(CultureInfo.InvariantCulture, $"{Programs}/{program} -h 127.0.0.1 -p {Port} -U basalt {database}");

    /// <summary>Runs one statement on a connection of its own.</summary>
    /// <returns>The first value of its first row, if it has one.</returns>
    internal object? Execute(string sql, string database = "postgres")
    {
        using var connection = new NpgsqlConnection(string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=basalt;Database={database};Pooling=false"));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

    /// <summary>Starts one that follows this one, and may be read meanwhile.</summary>
    internal PostgresCluster StartReplica() => new(
        _settings,
        data => Command("pg_basebackup", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", "basalt", "-D", data, "-R", "-X", "stream", "-c", "fast", "--no-sync"));

    /// <summary>Of one that follows: takes writes from now on.</summary>
    internal void Promote() => Execute("SELECT pg_promote()");

    /// <summary>As when the machine loses power.</summary>
    internal void Kill()
    {
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
    }

    internal void Restart() => _server = Start();

    public void Dispose()
    {
        if (!_server.HasExited) Kill(); // nothing in it is needed any more
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Process Start()
    {
        string[] own =
        [
            string.Create(CultureInfo.InvariantCulture, $"port={Port}"), "listen_addresses=127.0.0.1", "unix_socket_directories=", "logging_collector=off",
            "log_min_messages=log", // in which it says that it is ready
        ];
        var server = Process.Start(Command("postgres", ["-D", Data, .. own.Concat(_settings).SelectMany(setting => new[] { "-c", setting })]))!;
        var said = new List<string>();
        while (server.StandardError.ReadLine() is { } line)
        {
            said.Add(line);
            if (!line.Contains("ready to accept", StringComparison.Ordinal)) continue;
            _ = server.StandardError.ReadToEndAsync();
            _ = server.StandardOutput.ReadToEndAsync();
            return server;
        }

        throw new InvalidOperationException("PostgreSQL did not start: " + string.Join('\n', said));
    }

    // The server refuses to run as root; the package brings a user for it.
    private static ProcessStartInfo Command(string program, params string[] arguments)
    {
        var path = Path.Combine(Programs!, program);
        string[] all = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments] : [path, .. arguments];
        return new ProcessStartInfo(all[0], all[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
    }

    private static void Own(string folder)
    {
        if (Environment.UserName == "root") Run(new ProcessStartInfo("chown", ["postgres:postgres", folder]) { RedirectStandardError = true, RedirectStandardOutput = true });
    }

    private static void Run(ProcessStartInfo command)
    {
        using var process = Process.Start(command)!;
        var errors = process.StandardError.ReadToEnd(); // of either only a few lines are written
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command.FileName} failed: {errors} {output}");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
