using System.Collections.Immutable;
using System.CommandLine;
using System.Runtime.InteropServices;
using Basalt.Cli.Terminal;
using Basalt.Storage.Sql;

namespace Basalt.Cli.Move;

/// <summary><c>basalt move</c>: takes all data from one engine to the other.</summary>
internal static class MoveCommand
{
    public static Command Create()
    {
        var command = new ExampledCommand(
            "move",
            "Move all data from a data directory to PostgreSQL, or back. Nothing may write to the source meanwhile; it stays as it is. A move that was interrupted goes on when it is started again.",
            "basalt move --from ./basalt_data --to postgres://shop@db.example.com/shop --dry-run",
            "basalt move --from ./pb_data --to-env BASALT_DB",
            "basalt move --from-env BASALT_DB --to ./basalt_data --files copy --files-from /srv/basalt");
        foreach (var option in MoveOptions.All) command.Add(option);
        command.Validators.Add(MoveOptions.Check);
        command.SetAction(parsed => Run(MoveOptions.Read(parsed)));
        return command;
    }

    // The first signal ends it between two records, the next one as it comes: what is there stays in either case.
    private static int Run(MoveOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        return Run(options, stop.Token);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    private static int Run(MoveOptions options, CancellationToken ct)
    {
        var files = UploadedFiles.Look(options);
        using var source = MovePlaces.OpenSource(options.From);
        using var target = MovePlaces.OpenTarget(options.To);
        try
        {
            return MoveProgress.Show(progress => Run(options, files, source, target, progress, ct));
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw MoveRefusals.Stopped();
        }
        catch (InvalidDataException error)
        {
            throw MoveRefusals.Unreadable(source.Shown, error);
        }
        catch (Exception error) when ((source.Explain(error) ?? target.Explain(error)) is { } refusal)
        {
            throw refusal;
        }
    }

    private static Func<int> Run(MoveOptions options, UploadedFiles files, MoveSource source, MoveTarget target, IMoveObserver progress, CancellationToken ct)
    {
        var plan = new MovePlanner(source, target, progress).Make(ct);
        var refused = plan.Obstacles.Where(obstacle => !(options.SkipUnportable && obstacle.CanBeLeftOut)).ToImmutableArray();
        if (options.DryRun) return () => MoveReport.WriteDryRun(source, target, plan, options, files);
        if (refused.Length > 0) return () => MoveReport.WriteRefusals(refused);
        var leftOut = new Mover(source, target, plan, progress) { SkipUnportable = options.SkipUnportable }.Run(() => files.Copy(progress, ct), ct);
        return () => MoveReport.Write(source, target, plan, leftOut, files);
    }
}
