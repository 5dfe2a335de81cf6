using System.Globalization;
using Basalt.Errors;
using Basalt.Storage.Sql;
using Basalt.Storage.Sql.Sqlite;

namespace Basalt.Cli.Move;

/// <summary>Uploaded files, and what becomes of them in a move.</summary>
internal sealed class UploadedFiles
{
    private readonly MoveOptions _options;
    private readonly FileCount? _count; // null when nobody said where they are

    private UploadedFiles(MoveOptions options, FileCount? count) => (_options, _count) = (options, count);

    /// <summary>What is said of them at the end; null when there is nothing to say.</summary>
    public string? Report
    {
        get
        {
            if (_count is null or { Files: 0, Links: 0 }) return null;
            var links = _count.Links > 0 ? $" ({Words.Count(_count.Links, "symbolic link")} not followed)" : "";
            return string.Create(CultureInfo.InvariantCulture, $"Files: {Words.Count(_count.Files, "uploaded file")}, {_count.Bytes / 1_048_576.0:N1} MiB{links}, {Place}");
        }
    }

    private string Place
    {
        get
        {
            if (_options.CopyFiles is { } places) return $"copied to {new StoredFiles(places.To).Location}";
            var location = new StoredFiles(_options.FilesFrom!).Location;
            return MovePlaces.IsAddress(_options.To) ? $"stay in {location}; serve with --dir {_options.FilesFrom}" : $"stay in {location}; the new directory has none of them";
        }
    }

    /// <exception cref="BasaltException">They can't be read.</exception>
    public static UploadedFiles Look(MoveOptions options) =>
        Guarded(() => new UploadedFiles(options, options.FilesFrom is { } directory ? new StoredFiles(directory).Count() : null));

    /// <summary>Copies them, if that was asked for.</summary>
    /// <exception cref="BasaltException">One can't be read or written.</exception>
    public void Copy(IMoveObserver progress, CancellationToken ct)
    {
        if (_options.CopyFiles is not { } places || _count is null) return;
        progress.Begin(MoveStage.Files, _count.Bytes);
        Guarded(() =>
        {
            DirectoryLock.CreateFolder(places.To);
            new StoredFiles(places.From).CopyTo(new StoredFiles(places.To), progress, ct);
            return true;
        });
    }

    private static T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw MoveRefusals.FilesFailed(error);
        }
    }
}
