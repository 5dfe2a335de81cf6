using System.Collections.Immutable;
using System.Globalization;
using Basalt.Errors;
using Basalt.Storage.Sql;

namespace Basalt.Cli.Move;

/// <summary>What is said at the end, on the output.</summary>
internal static class MoveReport
{
    public static int Write(MoveSource source, MoveTarget target, MovePlan plan, ImmutableArray<MoveObstacle> leftOut, UploadedFiles files)
    {
        Console.Out.WriteLine($"Moved {Extent(plan)} from {source.Shown} to {target.Shown}; every record was read back and compared.");
        foreach (var obstacle in leftOut) Console.Out.WriteLine($"Left out: {obstacle.Name}: {obstacle.Reason}");
        if (files.Report is { } told) Console.Out.WriteLine(told);
        return ExitCode.Done;
    }

    public static int WriteDryRun(MoveSource source, MoveTarget target, MovePlan plan, MoveOptions options, UploadedFiles files)
    {
        var verb = target.State == TargetState.HalfMoved ? "go on moving" : "move";
        Console.Out.WriteLine($"Would {verb} {Extent(plan)} from {source.Shown} to {target.Shown}; nothing was written.");
        foreach (var collection in plan.Stored) Console.Out.WriteLine($"  {collection.Name}: {Words.Count(plan.Digests[collection.Id].Count, "record")}");
        foreach (var view in plan.Views) Console.Out.WriteLine($"  {view.Name}: view");
        foreach (var obstacle in plan.Obstacles)
        {
            var stays = options.SkipUnportable && obstacle.CanBeLeftOut ? "Would be left out" : "Can't be moved";
            Console.Out.WriteLine($"{stays}: {obstacle.Name}: {obstacle.Reason}");
        }

        if (files.Report is { } told) Console.Out.WriteLine(told);
        return plan.Obstacles.All(obstacle => options.SkipUnportable && obstacle.CanBeLeftOut) ? ExitCode.Done : ExitCode.Refused;
    }

    /// <exception cref="BasaltException">Always.</exception>
    public static int WriteRefusals(ImmutableArray<MoveObstacle> refused)
    {
        foreach (var obstacle in refused) Console.Out.WriteLine($"Can't be moved: {obstacle.Name}: {obstacle.Reason}");
        throw MoveRefusals.Obstacles(refused.Length, canBeSkipped: refused.All(obstacle => obstacle.CanBeLeftOut));
    }

    private static string Extent(MovePlan plan) =>
        $"{Words.Count(plan.Records, "record")} of {Words.Count(plan.Stored.Count(), "collection")}, {Words.Count(plan.Views.Count(), "view")} and the settings";
}

internal static class Words
{
    /// <summary>Such as <c>1 record</c> and <c>2,000 records</c>.</summary>
    public static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");
}
