using Basalt.Errors;

namespace Basalt.Storage.Conformance.Moving;

/// <summary>A move that ends anywhere goes on when it is started again, and nobody is served half the data.</summary>
public sealed class MoveInterruptions : IDisposable
{
    private readonly MoveWorld _world = new();

    /// <summary>The event at which it ends, and whether it goes to PostgreSQL.</summary>
    public static TheoryData<string, bool> Ends
    {
        get
        {
            var ends = new TheoryData<string, bool>();
            string[] events = ["begin Copy", "Order 7", "Order 35", "enter numbered in Copy", "numbered 14", "begin Index", "enter Order in Index", "begin Verify", "enter numbered in Verify", "files"];
            foreach (var end in events)
            {
                ends.Add(end, true);
                ends.Add(end, false);
            }

            return ends;
        }
    }

    [Theory, MemberData(nameof(Ends))]
    public async Task It_goes_on_from_where_it_ended(string end, bool toDatabase)
    {
        var (directory, database) = (_world.NewDirectory(), _world.NewDatabase());
        await HostileData.MakeAsync(directory);
        var content = await MoveWorld.ContentAsync(directory);
        if (!toDatabase) MoveWorld.Move(directory, database);
        var (from, to) = toDatabase ? (directory, database) : (database, _world.NewDirectory());

        var first = EndingAt(end);
        Assert.Throws<InterruptedException>(() => MoveWorld.Move(from, to, first, moveFiles: () => { if (end == "files") throw new InterruptedException(); }));
        IsServedToNobody(to, toDatabase);
        var second = new Watcher();
        MoveWorld.Move(from, to, second);

        Assert.Equal(content, await MoveWorld.ContentAsync(to));
        var committed = first.Events.Where(what => what.Any(char.IsDigit)).ToList();
        Assert.Empty(second.Events.Where(what => what.Any(char.IsDigit)).Intersect(committed)); // nothing twice
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task It_does_not_go_on_with_other_data(bool toDatabase)
    {
        var (directory, database) = (_world.NewDirectory(), _world.NewDatabase());
        await HostileData.MakeAsync(directory);
        if (!toDatabase) MoveWorld.Move(directory, database);
        var (from, to) = toDatabase ? (directory, database) : (database, _world.NewDirectory());
        Assert.Throws<InterruptedException>(() => MoveWorld.Move(from, to, EndingAt("Order 7")));

        MoveWorld.Ask(from, "UPDATE numbered SET n = 1000 WHERE n = 1");

        Assert.Equal("move_target_of_other", Assert.Throws<BasaltException>(() => MoveWorld.Move(from, to)).Code);
    }

    [Fact]
    public async Task A_directory_that_is_half_moved_is_no_source()
    {
        var (from, to, elsewhere) = (_world.NewDirectory(), _world.NewDirectory(), _world.NewDirectory());
        await HostileData.MakeAsync(from);
        Assert.Throws<InterruptedException>(() => MoveWorld.Move(from, to, EndingAt("Order 7")));

        Assert.Equal("data_directory_half_moved", Assert.Throws<BasaltException>(() => MoveWorld.Move(to, elsewhere)).Code);
    }

    public void Dispose() => _world.Dispose();

    // "enter X in Stage": collections are entered once in each part.
    private static Watcher EndingAt(string end)
    {
        if (end.Split(" in ") is not [var what, var stage]) return new Watcher { EndAt = end };
        var current = "";
        return new Watcher
        {
            On = told =>
            {
                if (told.StartsWith("begin ", StringComparison.Ordinal)) current = told["begin ".Length..];
                if (told == what && current == stage) throw new InterruptedException();
            },
        };
    }

    private static void IsServedToNobody(string place, bool isDatabase)
    {
        var refused = Assert.Throws<BasaltException>(() => MoveWorld.Serve(place));
        Assert.Equal((ErrorKind.Invalid, isDatabase ? "database_half_moved" : "data_directory_half_moved"), (refused.Kind, refused.Code));
        Assert.Contains("basalt move", refused.Message, StringComparison.Ordinal);
    }
}
