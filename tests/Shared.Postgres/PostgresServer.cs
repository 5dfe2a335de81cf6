using System.Globalization;
using Basalt.Tests.Shared;

[assembly: AssemblyFixture(typeof(PostgresServerEnd))]

namespace Basalt.Tests.Shared;

/// <summary>
/// A PostgreSQL of the tests' own, started when the first test asks. Without its programs tests are skipped, and fail where CI=true.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private static readonly Lazy<PostgresServer> Started = new(() => new PostgresServer());

    private readonly PostgresCluster _cluster = new("fsync=off", "max_connections=400");
    private readonly Lazy<PostgresCluster> _replica;
    private int _databases;

    private PostgresServer() => _replica = new Lazy<PostgresCluster>(_cluster.StartReplica);

    internal static PostgresServer Current => Started.Value;

    internal static bool IsInstalled => PostgresCluster.IsInstalled;

    internal int Port => _cluster.Port;

    /// <summary>One that a test may kill.</summary>
    internal static PostgresServer StartAnother() => new();

    /// <summary>One that follows this one, started when the first test asks.</summary>
    internal PostgresCluster Replica => _replica.Value;

    /// <summary>Skips the test where there is no PostgreSQL; a failure where there must be one.</summary>
    internal static void Require()
    {
        if (IsInstalled) return;
        const string Missing = "PostgreSQL is not installed: apt-get install postgresql";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(Missing);
        Assert.Skip(Missing);
    }

    /// <summary>Of one of its databases, for Basalt; more settings may follow after a question mark.</summary>
    internal string AddressOf(string database) => _cluster.AddressOf(database);

    /// <summary>Makes an empty database.</summary>
    /// <returns>Its name.</returns>
    internal string CreateDatabase()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref _databases)}");
        Execute($"CREATE DATABASE {name}");
        return name;
    }

    internal void DropDatabase(string name) => Execute($"DROP DATABASE {name} WITH (FORCE)");

    /// <summary>For a shell: makes an empty database, in the place of one of that name.</summary>
    internal string CreateCommand(string name) => _cluster.ShellCommand("dropdb --force --if-exists", name) + " && " + _cluster.ShellCommand("createdb", name);

    /// <summary>True while a query that contains the text is under way.</summary>
    internal bool IsRunning(string database, string text) =>
        Execute($"SELECT count(*) FROM pg_stat_activity WHERE datname = '{database}' AND state = 'active' AND query LIKE '%{text}%'") is > 0L;

    internal object? Execute(string sql, string database = "postgres") => _cluster.Execute(sql, database);

    /// <summary>As when the machine loses power.</summary>
    internal void Kill() => _cluster.Kill();

    internal void Restart() => _cluster.Restart();

    public void Dispose()
    {
        _cluster.Dispose();
        if (_replica.IsValueCreated) _replica.Value.Dispose();
    }

    internal static void DisposeIfStarted()
    {
        if (Started.IsValueCreated) Started.Value.Dispose();
    }
}

/// <summary>Ends the server after the last test.</summary>
public sealed class PostgresServerEnd : IDisposable
{
    public void Dispose() => PostgresServer.DisposeIfStarted();
}
