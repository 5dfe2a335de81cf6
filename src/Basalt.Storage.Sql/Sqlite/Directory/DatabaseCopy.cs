using System.Collections.Immutable;
using System.Globalization;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Copies of the database files of a directory that another server made, taken before Basalt changes the first byte. SQLite's own
/// backup reads them, so that what is still in a write-ahead log is in the copy too.
/// </summary>
internal static unsafe class DatabaseCopy
{
    private const long SpareBytes = 32L * 1024 * 1024; // besides the copies, for going on

    /// <summary>Names of the copies, in the directory.</summary>
    /// <param name="files">Names of the database files; those that are missing are left out.</param>
    /// <param name="freeBytes">How much room a path's disk has.</param>
    /// <exception cref="Errors.BasaltException">There is not enough room; no copy is left behind.</exception>
    internal static ImmutableArray<string> Take(string path, IEnumerable<string> files, TimeProvider clock, Func<string, long> freeBytes)
    {
        List<string> present = [.. files.Where(file => File.Exists(Path.Combine(path, file)))];
        var needed = SpareBytes + present.Sum(file => LengthOf(Path.Combine(path, file)) + LengthOf(Path.Combine(path, file + "-wal")));
        if (freeBytes(path) < needed) throw DirectoryRefusals.NoSpace(path, needed);
        var moment = clock.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        List<string> copies = [];
        try
        {
            foreach (var file in present)
            {
                var copy = $"{file}.before-basalt-{moment}";
                copies.Add(copy);
                Copy(Path.Combine(path, file), Path.Combine(path, copy));
            }
        }
        catch (SqliteException error)
        {
            foreach (var copy in copies) File.Delete(Path.Combine(path, copy));
            throw error.Primary == SqliteCodes.Full ? DirectoryRefusals.NoSpace(path, needed) : DirectoryRefusals.Of(error, path, present[^1]);
        }

        return [.. copies];
    }

    internal static long FreeBytes(string path) =>
        new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(Path.GetFullPath(path))! : Path.GetFullPath(path)).AvailableFreeSpace;

    private static void Copy(string from, string to)
    {
        using var source = SqliteConnection.Open(from, SqliteCodes.OpenReadWrite);
        using (var target = SqliteConnection.Open(to, SqliteCodes.OpenReadWrite | SqliteCodes.OpenCreate))
        {
            fixed (byte* main = "main\0"u8)
            {
                var backup = Native.BackupInit(target.Handle, main, source.Handle, main);
                if (backup == 0) throw target.Failure(SqliteCodes.Error);
                var code = Native.BackupStep(backup, -1);
                var finished = Native.BackupFinish(backup);
                if (code != SqliteCodes.Done) throw target.Failure(code);
                target.Check(finished);
            }

            target.Execute("PRAGMA journal_mode = DELETE"); // one file that stands alone
        }

        using var file = new FileStream(to, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static long LengthOf(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}
