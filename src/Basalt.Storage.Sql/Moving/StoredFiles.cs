namespace Basalt.Storage.Sql;

/// <summary>What was done with uploaded files.</summary>
/// <param name="Files">How many there are.</param>
/// <param name="Bytes">Of all of them.</param>
/// <param name="Links">Symbolic links, which are not followed.</param>
internal sealed record FileCount(long Files, long Bytes, long Links);

/// <summary>
/// The uploaded files of a data directory, everything below <c>storage</c>. A copy keeps a file's time, so that one that was interrupted
/// finds by length and time what is there already; a file has its name only when all of it is there.
/// </summary>
internal sealed class StoredFiles(string directory)
{
    private const string Folder = "storage";
    private const string Unfinished = ".basalt-moving";

    private readonly DirectoryInfo _folder = new(Path.Combine(Path.GetFullPath(directory), Folder));

    internal string Location => _folder.FullName;

    internal FileCount Count()
    {
        var (files, bytes, links) = (0L, 0L, 0L);
        foreach (var entry in Entries())
        {
            if (entry.LinkTarget is not null) links++;
            else if (entry is FileInfo file) (files, bytes) = (files + 1, bytes + file.Length);
        }

        return new FileCount(files, bytes, links);
    }

    internal void CopyTo(StoredFiles target, IMoveObserver observer, CancellationToken ct)
    {
        foreach (var entry in Entries())
        {
            ct.ThrowIfCancellationRequested();
            if (entry is not FileInfo { LinkTarget: null } file) continue;
            Copy(file, new FileInfo(Path.Combine(target.Location, Path.GetRelativePath(Location, file.FullName))));
            observer.Advance(file.Length);
        }
    }

    private IEnumerable<FileSystemInfo> Entries() => _folder.Exists ? Walk(_folder) : [];

    // A link to a folder is not gone into, which the framework's own recursion would do.
    private static IEnumerable<FileSystemInfo> Walk(DirectoryInfo folder)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            yield return entry;
            if (entry is not DirectoryInfo { LinkTarget: null } below) continue;
            foreach (var inner in Walk(below)) yield return inner;
        }
    }

    private static void Copy(FileInfo from, FileInfo to)
    {
        if (to.Exists && to.Length == from.Length && to.LastWriteTimeUtc == from.LastWriteTimeUtc) return;
        Directory.CreateDirectory(to.DirectoryName!);
        var unfinished = to.FullName + Unfinished;
        using (var source = from.OpenRead())
        using (var copy = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
        {
            source.CopyTo(copy);
            copy.Flush(flushToDisk: true);
        }

        File.SetLastWriteTimeUtc(unfinished, from.LastWriteTimeUtc);
        File.Move(unfinished, to.FullName, overwrite: true);
    }
}
