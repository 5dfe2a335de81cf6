using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>What is where in a data directory, and whose it is.</summary>
internal static class DirectoryLayout
{
    internal const string DataFile = "data.db";
    internal const string LogsFile = "auxiliary.db";
    internal const string StorageFolder = "storage";

    internal static string DataOf(string path) => Path.Combine(path, DataFile);

    /// <summary>Tells whose database it is, and changes nothing.</summary>
    /// <exception cref="Errors.BasaltException">It is none that could be served.</exception>
    /// <exception cref="InvalidDataException">A collection can't be read.</exception>
    internal static DirectoryOrigin Recognise(SqliteConnection connection, string path)
    {
        if (connection.QueryInteger("SELECT count(*) FROM sqlite_master") == 0) return DirectoryOrigin.New;
        if (!HasTable(connection, "_basalt_meta"))
        {
            RefuseUnlessImportable(connection, path);
            return DirectoryOrigin.Imported;
        }

        if (connection.QueryInteger("SELECT value FROM _basalt_meta WHERE key = 'format'") > SystemTables.Format) throw DirectoryRefusals.TooNew(path);
        return IsHalfMoved(connection) ? throw DirectoryRefusals.HalfMoved(path) : DirectoryOrigin.Known;
    }

    /// <summary>True for the target of a move that was not finished.</summary>
    internal static bool IsHalfMoved(SqliteConnection connection) =>
        HasTable(connection, "_basalt_meta") && connection.QueryInteger(MoveStatements.ReadMark.ToString()) != 0;

    internal static List<Collection> LoadCollections(SqliteConnection connection)
    {
        var all = new List<Collection>();
        using var rows = connection.Prepare(SelectCollections.ToString());
        while (rows.Step())
        {
            all.Add(CollectionsTable.RowOf(rows.Integer(0) != 0, i => rows.ColumnType(i) == SqliteCodes.TypeNull ? null : rows.Text(i)).ToCollection());
        }

        return all;
    }

    internal static SqlText SelectCollections { get; } = CollectionsTable.SelectAll(SqliteDialect.Instance, SqlText.Of($"rowid"));

    internal static void CreateLogs(string path)
    {
        using var connection = SqliteConnection.Open(Path.Combine(path, LogsFile), SqliteCodes.OpenReadWrite | SqliteCodes.OpenCreate);
        connection.Execute("PRAGMA journal_mode = WAL");
        if (HasTable(connection, "_logs")) return;
        InTransaction(connection, () => SystemTables.CreateLogs(connection));
    }

    internal static void InTransaction(SqliteConnection connection, Action work)
    {
        connection.Execute("BEGIN IMMEDIATE");
        work(); // when it throws, the connection is closed and with it the transaction undone
        connection.Execute("COMMIT");
    }

    private static void RefuseUnlessImportable(SqliteConnection connection, string path)
    {
        if (!HasTable(connection, CollectionsTable.Name) || !HasTable(connection, "_migrations")) throw DirectoryRefusals.NotOurs(DataOf(path));
        if (!HasTable(connection, SystemCollections.Superusers)) throw DirectoryRefusals.TooOld(path);
        var schema = new SchemaSnapshot(1, LoadCollections(connection)); // so that nothing is touched that could not be served
        string[] required = [SystemCollections.Superusers, SystemCollections.ExternalAuths, SystemCollections.Mfas, SystemCollections.Otps, SystemCollections.AuthOrigins];
        if (required.Any(name => schema.FindByName(name) is null)) throw DirectoryRefusals.TooOld(path);
    }

    private static bool HasTable(SqliteConnection connection, string name)
    {
        using var statement = connection.Prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?1");
        statement.Bind(1, name);
        return statement.Step();
    }
}
