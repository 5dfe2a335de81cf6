using System.Globalization;
using Basalt.Storage.Sql;
using Spectre.Console;

namespace Basalt.Cli.Move;

/// <summary>How far a move has come: a bar on a terminal, some lines elsewhere. On the error output, so that the output is the report alone.</summary>
internal static class MoveProgress
{
    /// <param name="work">Reports to what it is given, and returns what is to be done when nothing moves on the screen any more.</param>
    public static int Show(Func<IMoveObserver, Func<int>> work)
    {
        if (Console.IsErrorRedirected) return Watch(new MoveLines(Console.Error, TimeProvider.System), work)();
        Func<int> ending = () => ExitCode.Done;
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
            .Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => ending = Watch(new MoveBars(context, TimeProvider.System), work));
        return ending();
    }

    private static Func<int> Watch(MoveMeter meter, Func<IMoveObserver, Func<int>> work)
    {
        var ending = work(meter);
        meter.End();
        return ending;
    }

    internal static string Name(MoveStage stage) => stage switch
    {
        MoveStage.Check => "Checking records",
        MoveStage.Copy => "Copying records",
        MoveStage.Index => "Building indexes",
        MoveStage.Verify => "Comparing records",
        MoveStage.Files => "Copying files",
        _ => throw new ArgumentOutOfRangeException(nameof(stage), stage, "has no name"),
    };

    internal static string Rate(MoveStage stage, double stepsPerSecond) => stage switch
    {
        MoveStage.Index => "",
        MoveStage.Files => string.Create(CultureInfo.InvariantCulture, $"{stepsPerSecond / 1_048_576:N1} MiB/s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{stepsPerSecond:N0} records/s"),
    };
}

/// <summary>What both ways to show it count.</summary>
internal abstract class MoveMeter(TimeProvider clock, TimeSpan pace) : IMoveObserver
{
    private const int StepsBetweenLooks = 512; // at the clock

    private long _stageBegan;
    private long _shown;
    private long _lookedAt;
    private long _skipped;

    protected MoveStage Stage { get; private set; }

    protected string Subject { get; private set; } = "";

    protected long Total { get; private set; }

    protected long Done { get; private set; }

    protected TimeSpan Elapsed => clock.GetElapsedTime(_stageBegan);

    protected double PerSecond => Elapsed > TimeSpan.Zero ? (Done - _skipped) / Elapsed.TotalSeconds : 0;

    public void Begin(MoveStage stage, long total)
    {
        End();
        (Stage, Total, Done, Subject, _lookedAt, _skipped) = (stage, total, 0, "", 0, 0);
        _stageBegan = _shown = clock.GetTimestamp();
        BeginStage();
    }

    /// <summary>Of the part that is under way, if there is one.</summary>
    public void End()
    {
        if (_stageBegan != 0) EndStage();
        _stageBegan = 0;
    }

    public void Enter(string subject) => Subject = subject;

    public void Advance(long steps)
    {
        Done += steps;
        if (Done - _lookedAt < StepsBetweenLooks && Done != Total) return;
        _lookedAt = Done;
        if (clock.GetElapsedTime(_shown) < pace) return;
        _shown = clock.GetTimestamp();
        ShowStage();
    }

    public void Skip(long steps)
    {
        _skipped += steps;
        Done += steps;
    }

    public void Committed(string collection, long records)
    {
    }

    protected abstract void BeginStage();

    protected abstract void ShowStage();

    protected abstract void EndStage();
}

/// <summary>A line for each part when it ends, and one every ten seconds.</summary>
internal sealed class MoveLines(TextWriter output, TimeProvider clock) : MoveMeter(clock, TimeSpan.FromSeconds(10))
{
    protected override void BeginStage() => Write($"{MoveProgress.Name(Stage)}: {Total:N0}{(Stage == MoveStage.Files ? " bytes" : "")}");

    protected override void ShowStage()
    {
        var left = PerSecond > 0 ? TimeSpan.FromSeconds((Total - Done) / PerSecond) : TimeSpan.Zero;
        Write($"{MoveProgress.Name(Stage)}: {Subject}, {(Total > 0 ? 100.0 * Done / Total : 100):N0} %, {MoveProgress.Rate(Stage, PerSecond)}, {left:hh\\:mm\\:ss} left");
    }

    protected override void EndStage() => Write($"{MoveProgress.Name(Stage)}: done in {Elapsed.TotalSeconds:N1} s, {MoveProgress.Rate(Stage, PerSecond)}".TrimEnd(' ', ','));

    private void Write(FormattableString line) => Write(line.ToString(CultureInfo.InvariantCulture));

    private void Write(string line) => output.WriteLine(line);
}

/// <summary>A bar for each part.</summary>
internal sealed class MoveBars(ProgressContext context, TimeProvider clock) : MoveMeter(clock, TimeSpan.FromMilliseconds(100))
{
    private ProgressTask? _bar;

    protected override void BeginStage() => _bar = context.AddTask(MoveProgress.Name(Stage), maxValue: Math.Max(1, Total));

    protected override void ShowStage()
    {
        _bar!.Value = Done;
        _bar.Description = Markup.Escape($"{MoveProgress.Name(Stage)} {MoveProgress.Rate(Stage, PerSecond)} {Subject}");
    }

    protected override void EndStage()
    {
        _bar!.Value = _bar.MaxValue;
        _bar.Description = Markup.Escape($"{MoveProgress.Name(Stage)} {MoveProgress.Rate(Stage, PerSecond)}");
    }
}
