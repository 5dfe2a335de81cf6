using Basalt.Errors;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Storage.Sql.Postgres;
using Basalt.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging;

namespace Basalt.Server.Hosting;

/// <summary>The engine that was asked for, opened.</summary>
/// <param name="Engine">Owned.</param>
/// <param name="Database">Where it is, without user and password; null for the data directory.</param>
/// <param name="IsNew">The data was made just now.</param>
/// <param name="Copies">Names of the copies that an import made first.</param>
/// <param name="HasSuperuser">Whether there is one that is not merely the placeholder of an installer.</param>
/// <param name="Lock">Of the data directory, where the engine does not hold it itself.</param>
internal sealed record OpenedData(IStorageEngine Engine, string? Database, bool IsNew, IReadOnlyList<string> Copies, bool HasSuperuser, IDisposable? Lock)
    : IAsyncDisposable
{
    public static OpenedData Open(string directory, BasaltHostOptions options, TimeProvider clock, ILogger log) =>
        options.Database is { } address ? OpenPostgres(directory, address, options, clock, log) : OpenSqlite(directory, options, clock, log);

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        Lock?.Dispose();
    }

    private static OpenedData OpenSqlite(string directory, BasaltHostOptions options, TimeProvider clock, ILogger log)
    {
        if (options.Replica is not null) throw BasaltException.Invalid("replica_without_database", "a replica is of use only with a PostgreSQL database");
        var opened = new SqliteDataDirectory(directory, clock, log) { Options = new SqliteOptions { QueryTimeout = options.QueryTimeout } }
            .Open(() => DefaultCollections.Create(clock));
        return new OpenedData(opened.Engine, null, opened.Origin == DirectoryOrigin.New, opened.Copies, opened.HasSuperuser, null);
    }

    // The directory is the server's own: files, and the lock by which a command finds out that the server runs.
    private static OpenedData OpenPostgres(string directory, string address, BasaltHostOptions options, TimeProvider clock, ILogger log)
    {
        if (options.Replica is { } replica) PostgresAddress.RequireOneHost(replica);
        var taken = DirectoryLock.Make(directory);
        try
        {
            var opened = new PostgresStore(new PostgresOptions { Connection = address, Replica = options.Replica, QueryTimeout = options.QueryTimeout }, clock, log)
                .Open(() => DefaultCollections.Create(clock));
            return new OpenedData(opened.Engine, PostgresAddress.Shown(address), opened.IsNew, [], opened.HasSuperuser, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }
}
