using Basalt.Cli.Move;
using Basalt.Storage.Sql;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Server.Tests.CommandLine;

public sealed class MoveProgressTests
{
    [Fact]
    public void The_rate_of_a_move_that_goes_on_counts_only_what_it_moves_itself()
    {
        var (clock, output) = (new FakeTimeProvider(), new StringWriter());
        var lines = new MoveLines(output, clock);

        lines.Begin(MoveStage.Copy, 2_000);
        lines.Skip(1_000);
        clock.Advance(TimeSpan.FromSeconds(20));
        lines.Enter("posts");
        lines.Advance(500);
        lines.Advance(500);
        lines.End();

        Assert.Equal(
            ["Copying records: 2,000", "Copying records: posts, 75 %, 25 records/s, 00:00:20 left", "Copying records: done in 20.0 s, 50 records/s"],
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
