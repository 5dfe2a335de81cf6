namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Keeps a second Basalt out of a data directory: two would each trust caches that the other's writes make wrong. The lock is the
/// open file's, so that it ends with the process, however that ends.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private const string FileName = ".basalt.lock";

    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>As <see cref="Take"/>, of a directory that is made if need be.</summary>
    internal static DirectoryLock Make(string path)
    {
        try
        {
            CreateFolder(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw DirectoryRefusals.Unreachable(path, error);
        }

        return Take(path);
    }

    /// <summary>For its owner alone: it holds password hashes and the secrets that sign tokens. One that exists keeps its permissions.</summary>
    internal static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <exception cref="Errors.BasaltException">Another process has it, or the directory can't be written.</exception>
    internal static DirectoryLock Take(string path)
    {
        var file = Path.Combine(path, FileName);
        try
        {
            return new DirectoryLock(new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException error)
        {
            throw DirectoryRefusals.Unreachable(path, error);
        }
        catch (IOException error)
        {
            throw File.Exists(file) ? DirectoryRefusals.InUse(path) : DirectoryRefusals.Unreachable(path, error);
        }
    }

    /// <summary>As <see cref="Take"/>, without writing anything: of a directory that was never locked there is nothing to take.</summary>
    internal static DirectoryLock? TakeExisting(string path)
    {
        var file = Path.Combine(path, FileName);
        if (!File.Exists(file)) return null;
        try
        {
            return new DirectoryLock(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.None));
        }
        catch (UnauthorizedAccessException error)
        {
            throw DirectoryRefusals.Unreachable(path, error);
        }
        catch (IOException)
        {
            throw DirectoryRefusals.InUse(path);
        }
    }

    public void Dispose() => _file.Dispose();
}
