using System.Globalization;
using Npgsql;

namespace Basalt.Storage.Sql.Postgres;

/// <summary>Where connections come from: a pool for reads, and another for what must never wait behind them.</summary>
internal sealed class PostgresDatabase : IDisposable
{
    private const int OwnConnections = 4; // the writer, the listener, one to learn the outcome of a commit, one to watch a replica by

    internal PostgresDatabase(PostgresOptions options)
    {
        Options = options;
        Readers = Build(options, options.Connection, options.ReadConnections);
        Own = Build(options, options.Connection, OwnConnections, isOwn: true);
        if (options.Replica is { } replica) Replica = Build(options, replica, options.ReadConnections + 1); // and one to watch it by
    }

    internal PostgresOptions Options { get; }

    internal NpgsqlDataSource Readers { get; }

    internal NpgsqlDataSource Own { get; }

    /// <summary>Of a copy that follows; null without one.</summary>
    internal NpgsqlDataSource? Replica { get; }

    /// <summary>Until the end of the transaction, or of the savepoint when that is undone.</summary>
    internal static SqlText TimeLimit(TimeSpan most) =>
        SqlText.Of($"SET LOCAL statement_timeout = {SqlText.Whole((long)most.TotalMilliseconds)}");

    public void Dispose()
    {
        Readers.Dispose();
        Own.Dispose();
        Replica?.Dispose();
    }

    private static NpgsqlDataSource Build(PostgresOptions options, string address, int connections, bool isOwn = false)
    {
        var settings = PostgresAddress.Parse(address);
        settings.MaxPoolSize = connections;
        settings.Timeout = Math.Max(1, (int)options.ConnectTimeout.TotalSeconds);
        settings.CommandTimeout = 0; // the server's own limit holds, see below
        settings.MaxAutoPrepare = 0; // what is prepared is said: see PostgresSession and ReadConnection
        settings.NoResetOnClose = true; // nothing is set that would have to be reset
        settings.TcpKeepAlive = true;
        settings.IncludeFailedBatchedCommand = isOwn; // by which the writer knows whose change was refused
        if (isOwn) settings.KeepAlive = settings.Timeout; // the listener only waits: a network that went silent would tell it nothing for hours
        settings.Enlist = false;
        settings.ApplicationName ??= "basalt";
        var builder = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        builder.EnableTransportSecurity();
        var session = SessionOf(options, isOwn);
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(session, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(session, connection);
                await command.ExecuteNonQueryAsync();
            });
        return builder.Build();
    }

    // Compiling a query to machine code takes longer than nearly every query of ours runs. Whoever waits behind another program's lock
    // keeps all other writes waiting: so he does not wait as long as a query may run, and is told what was in the way.
    private static string SessionOf(PostgresOptions options, bool isOwn)
    {
        var session = string.Create(
            CultureInfo.InvariantCulture, $"SET statement_timeout = {(long)options.QueryTimeout.TotalMilliseconds}; SET TIME ZONE 'UTC'; SET jit = off");
        return isOwn ? string.Create(CultureInfo.InvariantCulture, $"{session}; SET lock_timeout = {(long)options.LockTimeout.TotalMilliseconds}") : session;
    }
}
