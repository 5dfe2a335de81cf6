using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage.Conformance.Engine;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Basalt.Storage.Conformance.Filters;

/// <summary>An engine that holds <see cref="FilterWorld"/>, for all tests of a class.</summary>
public abstract class WorldUnderTest : IAsyncLifetime
{
    private EngineUnderTest? _under; // opened before the first test

    public IStorageEngine Engine => _under!.Engine;

    /// <summary>In order of insertion: for each collection, by its place here.</summary>
    public virtual IReadOnlyList<Record> Records => FilterWorld.Records;

    public IEnumerable<Record> RecordsOf(Collection collection) => Records.Where(r => r.Collection == collection);

    /// <summary>Shows <see cref="FilterWorld.Now"/>.</summary>
    internal protected TimeProvider Clock { get; } = new FakeTimeProvider(FilterWorld.Now);

    /// <summary>False where the engine's server is not installed; then every test is skipped.</summary>
    protected virtual bool IsAvailable => true;

    protected abstract ValueTask<EngineUnderTest> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        if (!IsAvailable) return;
        _under = await OpenAsync();
        await Engine.ChangeAsync(schema => schema.All.Where(c => FilterWorld.Schema.FindByName(c.Name.ToString()) is not null).Select(c => new CollectionStep(c, null)));
        await Engine.ChangeAsync(_ => FilterWorld.Schema.All.Select(c => new CollectionStep(null, c)));
        await Engine.InsertAsync([.. Records]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_under is not null) await _under.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ids in the order in which the engine gives them.</summary>
    public async Task<List<string>> ListAsync(Collection collection, RuleTexts texts, RuleRequest request)
    {
        var ids = new Ids();
        await Engine.QueryAsync(Query(collection, texts, request), ids, TestContext.Current.CancellationToken);
        return ids.Read;
    }

    public async Task<long> CountAsync(Collection collection, RuleTexts texts, RuleRequest request) =>
        await Engine.CountAsync(Query(collection, texts, request), TestContext.Current.CancellationToken);

    /// <summary>Whether a rule lets a record in that isn't stored.</summary>
    public async Task<bool> AcceptsAsync(Record candidate, RuleTexts texts, RuleRequest request)
    {
        var ids = new Ids();
        await Engine.QueryAsync(Query(candidate.Collection, texts, request, candidate) with { Limit = 1 }, ids, TestContext.Current.CancellationToken);
        return ids.Read.Count > 0;
    }

    private RecordQuery Query(Collection collection, RuleTexts texts, RuleRequest request, Record? candidate = null)
    {
        var query = RuleBinder.Bind(Engine.Schema, collection, texts);
        var parameters = ParameterValues.Resolve(query, request, Clock);
        var shape = new QueryShape { Query = query, Parameters = parameters.Classes, Columns = [collection.IdOrdinal], VirtualRoot = candidate is not null };
        return new RecordQuery(shape, parameters.Values) { Candidate = candidate };
    }

    private sealed class Ids : IRowConsumer
    {
        public List<string> Read { get; } = [];

        public bool Accept(RecordRow row)
        {
            Read.Add(System.Text.Encoding.UTF8.GetString(row.Utf8(0)));
            return true;
        }
    }
}
