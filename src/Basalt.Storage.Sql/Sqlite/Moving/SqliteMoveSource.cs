using Basalt.Errors;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// A data directory, of Basalt or of PocketBase, that is only read: 1. a Basalt that has it open is found by its lock, and kept out by it;
/// 2. a database with nothing in its log is opened as one that can't change, so that SQLite makes no file beside it; 3. one read
/// transaction sees everything; 4. at the end the files must be those of the beginning.
/// </summary>
internal sealed class SqliteMoveSource : MoveSource
{
    private readonly string _path;
    private readonly DirectoryLock? _lock;
    private readonly SqliteConnection _connection;
    private readonly (long, DateTime, long, DateTime) _stamp;

    private SqliteMoveSource(string path, DirectoryLock? taken, SqliteConnection connection, (long, DateTime, long, DateTime) stamp)
    {
        (_path, _lock, _connection, _stamp) = (path, taken, connection, stamp);
        Reader = new SqliteMoveReader(connection);
    }

    internal override string Shown => _path;

    internal override IMoveReader Reader { get; }

    /// <exception cref="BasaltException">It can't be read, or a server has it open.</exception>
    internal static SqliteMoveSource Open(string path)
    {
        var data = DirectoryLayout.DataOf(path);
        if (!File.Exists(data)) throw MoveRefusals.SourceMissing(path);
        var taken = DirectoryLock.TakeExisting(path);
        SqliteConnection? connection = null;
        try
        {
            var stamp = StampOf(data);
            connection = OpenReadOnly(data);
            if (DirectoryLayout.Recognise(connection, path) == DirectoryOrigin.New) throw MoveRefusals.SourceMissing(path);
            connection.Execute("BEGIN");
            connection.QueryInteger("SELECT count(*) FROM _collections"); // the view of the database is settled by the first read
            return new SqliteMoveSource(path, taken, connection, stamp);
        }
        catch (SqliteException error)
        {
            Close();
            throw DirectoryRefusals.Of(error, path, data);
        }
        catch (InvalidDataException error)
        {
            Close();
            throw DirectoryRefusals.Unreadable(data, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Close();
            throw DirectoryRefusals.Unreachable(path, error);
        }
        catch
        {
            Close();
            throw;
        }

        void Close()
        {
            connection?.Dispose();
            taken?.Dispose();
        }
    }

    /// <summary>Whoever opens it must know that nobody writes, or that the log is there: a log makes SQLite heed it.</summary>
    internal static SqliteConnection OpenReadOnly(string file)
    {
        var fixedFile = LengthOf(LogOf(file)) == 0 ? "?immutable=1" : "";
        var connection = SqliteConnection.Open(new Uri(Path.GetFullPath(file)).AbsoluteUri + fixedFile, SqliteCodes.OpenReadOnly | SqliteCodes.OpenUri);
        connection.Configure(SqliteCodes.DbConfigDefensive, true);
        return connection;
    }

    internal override void RequireUnchanged()
    {
        if (StampOf(DirectoryLayout.DataOf(_path)) != _stamp) throw MoveRefusals.SourceChanged(_path);
    }

    internal override BasaltException? Explain(Exception error) => SqliteErrors.OfMove(error, _path);

    public override void Dispose()
    {
        _connection.Dispose();
        _lock?.Dispose();
    }

    private static string LogOf(string file) => file + "-wal";

    private static (long, DateTime, long, DateTime) StampOf(string file) =>
        (LengthOf(file), File.GetLastWriteTimeUtc(file), LengthOf(LogOf(file)), File.GetLastWriteTimeUtc(LogOf(file)));

    private static long LengthOf(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}
