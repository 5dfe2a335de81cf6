using System.Collections.Immutable;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Microsoft.Extensions.Logging;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>Where an opened directory came from.</summary>
internal enum DirectoryOrigin
{
    /// <summary>It was empty; the initial collections were made.</summary>
    New,

    /// <summary>Basalt's from an earlier start.</summary>
    Known,

    /// <summary>Another server's, opened in place for the first time.</summary>
    Imported,
}

/// <param name="Copies">Names of the copies of the database files that an import made first.</param>
/// <param name="HasSuperuser">Whether there is one that is not merely the placeholder of an installer.</param>
internal sealed record OpenedDirectory(SqliteEngine Engine, DirectoryOrigin Origin, ImmutableArray<string> Copies, bool HasSuperuser);

/// <summary>
/// A data directory: <c>data.db</c>, <c>auxiliary.db</c> (request logs) and <c>storage/</c>, laid out as the protocol's importing page
/// says, so that a directory of PocketBase is opened in place and can be taken back. Tables that only Basalt needs are named
/// <c>_basalt_…</c>.
/// </summary>
internal sealed class SqliteDataDirectory(string path, TimeProvider clock, ILogger log)
{
    private readonly string _data = DirectoryLayout.DataOf(path);

    public SqliteOptions Options { get; init; } = new();

    /// <summary>Room on the disk of a path, in bytes.</summary>
    public Func<string, long> FreeBytes { get; init; } = DatabaseCopy.FreeBytes;

    /// <summary>Opens the directory, or makes it.</summary>
    /// <param name="initial">The collections of a new one.</param>
    /// <exception cref="BasaltException">It can't be opened; the message is one line for whoever started the program.</exception>
    public OpenedDirectory Open(Func<ImmutableArray<Collection>> initial)
    {
        try
        {
            DirectoryLock.CreateFolder(path);
            DirectoryLock.CreateFolder(Path.Combine(path, DirectoryLayout.StorageFolder));
            return OpenLocked(DirectoryLock.Take(path), initial);
        }
        catch (SqliteException error)
        {
            throw DirectoryRefusals.Of(error, path, _data);
        }
        catch (InvalidDataException error)
        {
            throw DirectoryRefusals.Unreadable(_data, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DirectoryRefusals.Unreachable(path, error);
        }
    }

    private OpenedDirectory OpenLocked(DirectoryLock taken, Func<ImmutableArray<Collection>> initial)
    {
        var database = new SqliteDatabase(_data, Options) { Lock = taken };
        SqliteConnection? connection = null;
        try
        {
            var origin = Inspect(database);
            var copies = origin == DirectoryOrigin.Imported ? DatabaseCopy.Take(path, [DirectoryLayout.DataFile, DirectoryLayout.LogsFile], clock, FreeBytes) : [];
            connection = database.OpenWriter();
            if (origin == DirectoryOrigin.New) DirectoryLayout.InTransaction(connection, () => CreateData(connection, initial()));
            if (origin == DirectoryOrigin.Imported) DirectoryLayout.InTransaction(connection, () => SystemTables.CreateMeta(connection));
            if (origin == DirectoryOrigin.Known) SystemTables.CreateCounts(connection);
            else DirectoryLayout.CreateLogs(path);
            var hasSuperuser = HasSuperuser(connection);
            var engine = new SqliteEngine(database, connection, new SchemaSnapshot(1, DirectoryLayout.LoadCollections(connection)), clock, log);
            return new OpenedDirectory(engine, origin, copies, hasSuperuser);
        }
        catch
        {
            connection?.Dispose();
            database.Dispose();
            throw;
        }
    }

    // Changes nothing, so that a directory that is refused stays as it was.
    private DirectoryOrigin Inspect(SqliteDatabase database)
    {
        if (!File.Exists(_data)) return DirectoryOrigin.New;
        using (var connection = database.Open())
        {
            connection.Configure(SqliteCodes.DbConfigNoCheckpointOnClose, true);
            var origin = DirectoryLayout.Recognise(connection, path);
            if (origin != DirectoryOrigin.Imported) return origin;
        }

        RefuseWhileInUse();
        return DirectoryOrigin.Imported;
    }

    private void CreateData(SqliteConnection connection, ImmutableArray<Collection> initial)
    {
        SystemTables.CreateData(connection, clock);
        SystemTables.CreateMeta(connection);
        var change = new SchemaChange(new SchemaSnapshot(1, initial), [.. initial.Select(collection => new CollectionStep(null, collection))]);
        SchemaMigrator.Apply(new SqliteSchemaTarget(connection), SchemaSnapshot.Empty, change);
    }

    // Whoever else has the database open holds a shared lock on it, and then an exclusive one can't be had.
    private void RefuseWhileInUse()
    {
        using var probe = SqliteConnection.Open(_data, SqliteCodes.OpenReadWrite);
        probe.Configure(SqliteCodes.DbConfigNoCheckpointOnClose, true);
        probe.BusyTimeout(0);
        probe.Execute("PRAGMA locking_mode = EXCLUSIVE");
        probe.Execute("BEGIN EXCLUSIVE");
        probe.Execute("ROLLBACK");
    }

    // Asked here and not as a query of the API: every start asks it, and compiling the code of a first query takes 45 ms.
    private static bool HasSuperuser(SqliteConnection connection) =>
        connection.QueryInteger($"SELECT EXISTS (SELECT 1 FROM {SystemCollections.Superusers} WHERE email != '{InstallerAccount.Email}')") != 0;
}
