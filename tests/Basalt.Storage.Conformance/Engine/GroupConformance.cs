using Basalt.Schema;
using CsCheck;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>Work that is committed in one group gets the answers, and leaves the records, of work that runs one after the other.</summary>
public abstract class GroupConformance : EngineTests
{
    private const int Groups = 150;

    /// <summary>A step of a piece of work, and what it does to the model.</summary>
    public abstract record Step
    {
        internal abstract string DoIn(Model model);

        internal abstract ValueTask<string> DoAsync(IStorageTransaction transaction, Collection posts, SchemaSnapshot schema);
    }

    public sealed record Insert(int Id, int Title) : Step
    {
        internal override string DoIn(Model model) => model.Insert(IdOf(Id), TitleOf(Title)) ? "inserted" : throw new UniqueViolationException([]);

        internal override async ValueTask<string> DoAsync(IStorageTransaction transaction, Collection posts, SchemaSnapshot schema)
        {
            await transaction.InsertAsync(Sample.Post(posts, IdOf(Id), TitleOf(Title)), Ct);
            return "inserted";
        }
    }

    public sealed record Update(int Id, int Title) : Step
    {
        internal override string DoIn(Model model) => model.Update(IdOf(Id), TitleOf(Title)) ? "updated" : throw new UniqueViolationException([]);

        internal override async ValueTask<string> DoAsync(IStorageTransaction transaction, Collection posts, SchemaSnapshot schema)
        {
            await transaction.UpdateAsync(Sample.Post(posts, IdOf(Id), TitleOf(Title)), new[] { posts.OrdinalOf("title") }, Ct);
            return "updated";
        }
    }

    public sealed record Delete(int Id) : Step
    {
        internal override string DoIn(Model model) => model.Delete(IdOf(Id)) ? "deleted" : "not there";

        internal override async ValueTask<string> DoAsync(IStorageTransaction transaction, Collection posts, SchemaSnapshot schema) =>
            await transaction.DeleteAsync(posts, IdOf(Id), Ct) ? "deleted" : "not there";
    }

    /// <summary>Expects that a record is there, as the check of a relation does.</summary>
    public sealed record Expect(int Id) : Step
    {
        internal override string DoIn(Model model) => model.Has(IdOf(Id)) ? "found" : throw new InvalidOperationException("missing");

        internal override async ValueTask<string> DoAsync(IStorageTransaction transaction, Collection posts, SchemaSnapshot schema)
        {
            var query = Calls.All(schema, posts, RowSelector.ById.Instance) with { Key = IdOf(Id) };
            return await transaction.CountsAsync(query, 1, Ct) ? "found" : throw new InvalidOperationException("missing");
        }
    }

    public sealed record ListAll : Step
    {
        internal override string DoIn(Model model) => model.ToString();

        internal override async ValueTask<string> DoAsync(IStorageTransaction transaction, Collection posts, SchemaSnapshot schema) =>
            Model.TextOf((await transaction.ListAsync(schema, "posts")).Select(record => (record.Id, record.TextOf("title"))));
    }

    public sealed record Fail : Step
    {
        internal override string DoIn(Model model) => throw new InvalidOperationException("given up");

        internal override ValueTask<string> DoAsync(IStorageTransaction transaction, Collection posts, SchemaSnapshot schema) =>
            throw new InvalidOperationException("given up");
    }

    /// <summary>Goes on when the step is refused.</summary>
    public sealed record Try(Step Inner) : Step
    {
        internal override string DoIn(Model model)
        {
            try
            {
                return Inner.DoIn(model);
            }
            catch (UniqueViolationException)
            {
                return "refused";
            }
        }

        internal override async ValueTask<string> DoAsync(IStorageTransaction transaction, Collection posts, SchemaSnapshot schema)
        {
            try
            {
                return await Inner.DoAsync(transaction, posts, schema);
            }
            catch (UniqueViolationException)
            {
                return "refused";
            }
        }
    }

    [Fact]
    public async Task Groups_of_random_work_are_as_work_that_runs_one_after_the_other()
    {
        var change = Gen.OneOf<Step>(
            Gen.Select(Gen.Int[0, 5], Gen.Int[0, 6], (id, title) => (Step)new Insert(id, title)),
            Gen.Select(Gen.Int[0, 5], Gen.Int[0, 6], (id, title) => (Step)new Update(id, title)));
        var step = Gen.Frequency(
            (6, change), (2, change.Select(inner => (Step)new Try(inner))), (2, Gen.Int[0, 5].Select(id => (Step)new Delete(id))),
            (3, Gen.Int[0, 5].Select(id => (Step)new Expect(id))), (1, Gen.Const((Step)new ListAll())), (1, Gen.Const((Step)new Fail())));
        var group = step.Array[0, 4].Array[1, 16];
        var model = new Model();
        var random = new PCG(0, 20_261_128);
        for (var i = 0; i < Groups; i++)
        {
            var works = group.Generate(random, null, out _);
            var expected = works.Select(model.Run).ToList();

            var found = await TogetherAsync(works);

            Assert.Equal(expected, found);
            Assert.Equal(model.ToString(), Model.TextOf((await Engine.ListAsync("posts")).Select(record => (record.Id, record.TextOf("title")))));
        }
    }

    public static TheoryData<string, Step[][], string[]> Cases => new()
    {
        { "a refused change takes only its own work with it", [[new Insert(1, 1)], [new Insert(1, 2)], [new Insert(2, 2)]], ["inserted", "unique", "inserted"] },
        { "what comes after a refused change does not see it", [[new Insert(1, 1)], [new Insert(2, 2), new Insert(3, 1)], [new ListAll()]], ["inserted", "unique", "1:1"] },
        { "a record that is missing is found out", [[new Insert(1, 1)], [new Expect(2), new Insert(3, 3)], [new ListAll()]], ["inserted", "missing", "1:1"] },
        { "a record that came just before is found", [[new Insert(1, 1)], [new Expect(1), new Insert(3, 3)], [new ListAll()]], ["inserted", "found inserted", "1:1 3:3"] },
        { "work that gives up leaves nothing", [[new Insert(1, 1), new Fail()], [new Delete(1)], [new Insert(1, 1)]], ["given up", "not there", "inserted"] },
        { "work that goes on after a refusal keeps the rest", [[new Insert(1, 1)], [new Try(new Insert(2, 1)), new Insert(2, 2)], [new ListAll()]], ["inserted", "refused inserted", "1:1 2:2"] },
        { "a refused update", [[new Insert(1, 1), new Insert(2, 2)], [new Update(2, 1)], [new Update(2, 3)], [new ListAll()]], ["inserted inserted", "unique", "updated", "1:1 2:3"] },
    };

    [Theory, MemberData(nameof(Cases))]
    public async Task In_one_group(string title, Step[][] works, string[] expected)
    {
        Assert.NotEmpty(title);
        Assert.Equal(expected, await TogetherAsync(works));
    }

    // In one group: the writer is busy until all of them wait.
    private async Task<string[]> TogetherAsync(IReadOnlyList<Step[]> works)
    {
        using var haveCome = new ManualResetEventSlim();
        var first = Engine.WriteAsync(_ =>
        {
            haveCome.Wait(Ct);
            return true;
        });
        var all = works.Select(RunAsync).ToList();
        haveCome.Set();
        await first;
        return await Task.WhenAll(all);
    }

    private async Task<string> RunAsync(Step[] steps)
    {
        var (posts, schema) = (Posts, Engine.Schema);
        try
        {
            return await Engine.WriteAsync(
                schema,
                async transaction =>
                {
                    var answers = new List<string>();
                    foreach (var step in steps) answers.Add(await step.DoAsync(transaction, posts, schema));
                    return string.Join(' ', answers);
                },
                Ct);
        }
        catch (UniqueViolationException)
        {
            return "unique";
        }
        catch (InvalidOperationException given)
        {
            return given.Message;
        }
    }

    private static string IdOf(int id) => $"post{id:d11}";

    private static string TitleOf(int title) => title == 0 ? "" : $"{title}";

    /// <summary>Posts with unique ids and unique titles, but for empty ones.</summary>
    internal sealed class Model
    {
        private SortedDictionary<string, string> _titles = new(StringComparer.Ordinal);

        internal string Run(Step[] steps)
        {
            var before = new SortedDictionary<string, string>(_titles, StringComparer.Ordinal);
            try
            {
                return string.Join(' ', steps.Select(step => step.DoIn(this)).ToList());
            }
            catch (Exception refused) when (refused is UniqueViolationException or InvalidOperationException)
            {
                _titles = before;
                return refused is UniqueViolationException ? "unique" : refused.Message;
            }
        }

        internal bool Has(string id) => _titles.ContainsKey(id);

        internal bool Insert(string id, string title) => !IsTaken(id, title) && _titles.TryAdd(id, title);

        internal bool Update(string id, string title)
        {
            if (!Has(id)) return true;
            if (IsTaken(id, title)) return false;
            _titles[id] = title;
            return true;
        }

        internal bool Delete(string id) => _titles.Remove(id);

        internal static string TextOf(IEnumerable<(string Id, string Title)> posts) =>
            string.Join(' ', posts.OrderBy(post => post.Id, StringComparer.Ordinal).Select(post => $"{post.Id.TrimStart('p', 'o', 's', 't', '0')}:{post.Title}"));

        public override string ToString() => TextOf(_titles.Select(post => (post.Key, post.Value)));

        private bool IsTaken(string id, string title) => title.Length > 0 && _titles.Any(post => post.Key != id && post.Value == title);
    }
}

public sealed class SqliteGroups : GroupConformance
{
    protected override ValueTask<EngineUnderTest> OpenAsync() => SqliteUnderTest.OpenAsync();
}
