using Basalt.Errors;

namespace Basalt.Storage.Sql;

/// <summary>Why data is not moved, one line each, for whoever started the program.</summary>
internal static class MoveRefusals
{
    internal static BasaltException NotEmpty(string target) => BasaltException.Invalid("move_target_not_empty", $"{target} has data already; move into an empty place");

    internal static BasaltException OtherMove(string target) => BasaltException.Invalid(
        "move_target_of_other",
        $"{target} holds the beginning of another move, or the source has changed since it began; empty the target and move again");

    internal static BasaltException TargetBusy(string target) => Unavailable("move_target_busy", $"another move is writing to {target}");

    internal static BasaltException SourceServed(string source) =>
        Unavailable("move_source_in_use", $"a server runs on {source}, and what it writes from now on would be lost; stop it first");

    internal static BasaltException SourceChanged(string source) => Unavailable(
        "move_source_changed", $"somebody wrote to {source} while it was being moved, and that would be lost; stop what runs on it, empty the target and move again");

    internal static BasaltException SourceMissing(string source) => BasaltException.Invalid("move_source_missing", $"there is no data in {source}");

    internal static BasaltException Unlike(string what) => Unavailable(
        "move_verification_failed", $"what was written is not what was read: {what}; the target stays closed to servers, empty it and move again");

    internal static BasaltException LeftOver(MoveObstacle obstacle) => BasaltException.Invalid(
        "move_obstacle",
        $"{obstacle.Name}: {obstacle.Reason}; go on without it by --skip-unportable, or change the source, empty the target and move again");

    internal static BasaltException Failed(string place, string reason, Exception cause) =>
        Unavailable("move_failed", $"{place}: {reason.ReplaceLineEndings(" ").Trim().TrimEnd('.')}; the same command goes on from where it stopped", cause);

    internal static BasaltException Unreadable(string place, Exception cause) =>
        BasaltException.Invalid("move_source_unreadable", $"{place}: {cause.Message.ReplaceLineEndings(" ").Trim()}", inner: cause);

    internal static BasaltException FilesFailed(Exception cause) =>
        Unavailable("move_files_failed", $"uploaded files can't be copied: {cause.Message.ReplaceLineEndings(" ").Trim()}; the same command goes on from where it stopped", cause);

    internal static BasaltException Obstacles(int count, bool canBeSkipped) => BasaltException.Invalid(
        "move_obstacles",
        $"{(count == 1 ? "one thing" : $"{count} things")} can't be moved, and nothing was written; mend it in the source{(canBeSkipped ? ", or go on without by --skip-unportable" : "")}");

    internal static BasaltException Stopped() => Unavailable("move_stopped", "stopped; the same command goes on from here");

    private static BasaltException Unavailable(string code, string message, Exception? cause = null) => new(ErrorKind.Unavailable, code, message, inner: cause);
}
