using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Basalt.Tests.Shared;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresServerEnd))]

namespace Basalt.Tests.Shared;

/// <summary>
/// A PostgreSQL of the tests' own: the programs of the Debian package, on a temporary folder and a port of the loopback, started when
/// the first test asks. Without the programs tests are skipped, and fail where CI=true.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Installed = "/usr/lib/postgresql";

    private static readonly Lazy<PostgresServer> Started = new(() => new PostgresServer());

    private readonly string _folder = Directory.CreateTempSubdirectory("basalt-postgres-").FullName;
    private readonly int _port = FreePort();
    private Process _server;
    private int _databases;

    private PostgresServer()
    {
        // Databases order texts by a language, as most people's do: what Basalt orders must not depend on it.
        Own(_folder);
        Run(Command("initdb", "-D", Data, "-U", "basalt", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync"));
        _server = Start();
    }

    internal static PostgresServer Current => Started.Value;

    /// <summary>One that a test may kill.</summary>
    internal static PostgresServer StartAnother() => new();

    /// <summary>Null where the programs are not installed.</summary>
    private static string? Programs { get; } = Directory.Exists(Installed)
        ? Directory.EnumerateDirectories(Installed).Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "postgres"))).Order(StringComparer.Ordinal).LastOrDefault()
        : null;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Skips the test where there is no PostgreSQL; a failure where there must be one.</summary>
    internal static void Require()
    {
        if (Programs is not null) return;
        const string Missing = "PostgreSQL is not installed: apt-get install postgresql";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(Missing);
        Assert.Skip(Missing);
    }

    internal static bool IsInstalled => Programs is not null;

    internal int Port => _port;

    /// <summary>Of the server's own database, with more settings after a question mark if need be.</summary>
    internal string AddressOf(string database) => string.Create(CultureInfo.InvariantCulture, $"postgres://basalt@127.0.0.1:{_port}/{database}");

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its name.</returns>
    internal string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        Execute($"CREATE DATABASE {name}");
        return name;
    }

    internal void DropDatabase(string name) => Execute($"DROP DATABASE {name} WITH (FORCE)");

    /// <summary>True while a query that contains the text is under way.</summary>
    internal bool IsRunning(string database, string text) =>
        Execute($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND state = 'active' AND query LIKE '%{text}%'") is > 0L;

    internal object? Execute(string sql, string database = "postgres")
    {
        using var connection = new NpgsqlConnection(string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=basalt;Database={database};Pooling=false"));
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteScalar();
    }

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

    internal static void DisposeIfStarted()
    {
        if (Started.IsValueCreated) Started.Value.Dispose();
    }

    private Process Start()
    {
        var server = Process.Start(Command(
            "postgres", "-D", Data, "-p", _port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
            "-c", "fsync=off", "-c", "max_connections=400", "-c", "logging_collector=off", "-c", "log_min_messages=log"))!; // in which it says that it is ready
        var said = new List<string>();
        while (server.StandardError.ReadLine() is { } line)
        {
            said.Add(line);
            if (!line.Contains("ready to accept connections", StringComparison.Ordinal)) continue;
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
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{command.FileName} failed: {errors} {output.Result}");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

/// <summary>Ends the server after the last test.</summary>
public sealed class PostgresServerEnd : IDisposable
{
    public void Dispose() => PostgresServer.DisposeIfStarted();
}
