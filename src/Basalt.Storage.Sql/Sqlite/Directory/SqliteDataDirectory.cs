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
    private const string DataFile = "data.db";
    private const string LogsFile = "auxiliary.db";

    private readonly string _data = Path.Combine(path, DataFile);

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
            DirectoryLock.CreateFolder(Path.Combine(path, "storage"));
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
            var copies = origin == DirectoryOrigin.Imported ? DatabaseCopy.Take(path, [DataFile, LogsFile], clock, FreeBytes) : [];
            connection = database.OpenWriter();
            if (origin == DirectoryOrigin.New) InTransaction(connection, () => CreateData(connection, initial()));
            if (origin == DirectoryOrigin.Imported) InTransaction(connection, () => SystemTables.CreateMeta(connection));
            if (origin != DirectoryOrigin.Known) CreateLogs();
            var hasSuperuser = HasSuperuser(connection);
            var engine = new SqliteEngine(database, connection, new SchemaSnapshot(1, LoadCollections(connection)), clock, log);
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
            if (connection.QueryInteger("SELECT count(*) FROM sqlite_master") == 0) return DirectoryOrigin.New;
            if (HasTable(connection, "_basalt_meta"))
            {
                var format = connection.QueryInteger("SELECT value FROM _basalt_meta WHERE key = 'format'");
                return format <= SystemTables.Format ? DirectoryOrigin.Known : throw DirectoryRefusals.TooNew(path);
            }

            RefuseUnlessImportable(connection);
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

    private void RefuseUnlessImportable(SqliteConnection connection)
    {
        if (!HasTable(connection, CollectionsTable.Name) || !HasTable(connection, "_migrations")) throw DirectoryRefusals.NotOurs(_data);
        if (!HasTable(connection, SystemCollections.Superusers)) throw DirectoryRefusals.TooOld(path);
        var schema = new SchemaSnapshot(1, LoadCollections(connection)); // so that nothing is touched that could not be served
        string[] required = [SystemCollections.Superusers, SystemCollections.ExternalAuths, SystemCollections.Mfas, SystemCollections.Otps, SystemCollections.AuthOrigins];
        if (required.Any(name => schema.FindByName(name) is null)) throw DirectoryRefusals.TooOld(path);
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

    private void CreateLogs()
    {
        using var connection = SqliteConnection.Open(Path.Combine(path, LogsFile), SqliteCodes.OpenReadWrite | SqliteCodes.OpenCreate);
        connection.Execute("PRAGMA journal_mode = WAL");
        if (HasTable(connection, "_logs")) return;
        InTransaction(connection, () => SystemTables.CreateLogs(connection));
    }

    // Asked here and not as a query of the API: every start asks it, and compiling the code of a first query takes 45 ms.
    private static bool HasSuperuser(SqliteConnection connection) =>
        connection.QueryInteger($"SELECT EXISTS (SELECT 1 FROM {SystemCollections.Superusers} WHERE email != '{InstallerAccount.Email}')") != 0;

    private static List<Collection> LoadCollections(SqliteConnection connection)
    {
        var all = new List<Collection>();
        using var rows = connection.Prepare(CollectionsTable.SelectAll(SqliteDialect.Instance, SqlText.Of($"rowid")).ToString());
        while (rows.Step())
        {
            all.Add(CollectionsTable.RowOf(rows.Integer(0) != 0, i => rows.ColumnType(i) == SqliteCodes.TypeNull ? null : rows.Text(i)).ToCollection());
        }

        return all;
    }

    private static bool HasTable(SqliteConnection connection, string name)
    {
        using var statement = connection.Prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
        statement.Bind(1, name);
        return statement.Step();
    }

    private static void InTransaction(SqliteConnection connection, Action work)
    {
        connection.Execute("BEGIN IMMEDIATE");
        work(); // when it throws, the connection is closed and with it the transaction undone
        connection.Execute("COMMIT");
    }
}
