using Basalt.Schema;
using Basalt.Storage.Sql;

namespace Basalt.Storage.Conformance.Engine;

public sealed class SqliteSchemaGate
{
    private static readonly SchemaSnapshot Old = new(1, []);
    private static readonly SchemaSnapshot Next = new(2, []);

    private readonly SchemaGate _gate = new(Old);

    [Fact]
    public void Readers_of_the_current_schema_enter_and_others_are_told()
    {
        Assert.True(_gate.TryEnter(Old, out var ticket));
        Assert.True(_gate.Holds(ticket));
        Assert.Throws<SchemaChangedException>(() => _gate.TryEnter(Next, out _));
    }

    [Fact]
    public async Task While_a_change_is_being_committed_nobody_enters_and_who_is_inside_must_look_again()
    {
        Assert.True(_gate.TryEnter(Old, out var ticket));
        _gate.Close();

        Assert.False(_gate.Holds(ticket));
        Assert.False(_gate.TryEnter(Old, out _));
        var settled = _gate.WhenSettled(TestContext.Current.CancellationToken);
        Assert.False(settled.IsCompleted);

        _gate.Open(Next);
        await settled;
        Assert.Same(Next, _gate.Current);
        Assert.True(_gate.TryEnter(Next, out _));
        Assert.False(_gate.Holds(ticket));
    }

    [Fact]
    public void After_a_failed_commit_the_old_schema_is_good_again()
    {
        _gate.Close();
        _gate.Open(null);

        Assert.True(_gate.TryEnter(Old, out var ticket));
        Assert.True(_gate.Holds(ticket));
    }
}
