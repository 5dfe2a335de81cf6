using System.Collections.Immutable;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Storage.Conformance.Engine;

/// <summary>What tests say to an engine, in a line each. Queries are built by hand, so that only the engine is under test.</summary>
internal static class Calls
{
    internal static async Task<T> WriteAsync<T>(this IStorageEngine engine, Func<IStorageTransaction, T> work) =>
        await engine.WriteAsync(engine.Schema, transaction => ValueTask.FromResult(work(transaction)), TestContext.Current.CancellationToken);

    internal static async Task InsertAsync(this IStorageEngine engine, params Record[] records) => await engine.WriteAsync(
        engine.Schema,
        async transaction =>
        {
            foreach (var record in records) await transaction.InsertAsync(record, CancellationToken.None);
            return true;
        },
        TestContext.Current.CancellationToken);

    /// <summary>Applies steps made from the current schema.</summary>
    internal static async Task ChangeAsync(this IStorageEngine engine, Func<SchemaSnapshot, IEnumerable<CollectionStep>> steps)
    {
        var change = ChangeOf(engine.Schema, [.. steps(engine.Schema)]);
        await engine.WriteAsync(
            engine.Schema,
            async transaction =>
            {
                await transaction.ChangeSchemaAsync(change, CancellationToken.None);
                return true;
            },
            TestContext.Current.CancellationToken);
    }

    internal static SchemaChange ChangeOf(SchemaSnapshot current, ImmutableArray<CollectionStep> steps)
    {
        List<Collection> all = [.. current.All];
        foreach (var (before, after) in steps)
        {
            var at = before is null ? -1 : all.IndexOf(before);
            if (at < 0) all.Add(after!);
            else if (after is null) all.RemoveAt(at);
            else all[at] = after;
        }

        return new SchemaChange(new SchemaSnapshot(current.Version + 1, all), steps);
    }

    internal static RecordQuery All(SchemaSnapshot schema, Collection collection, RowSelector? rows = null, Condition? where = null, params Value[] values)
    {
        var root = new Source.Root(collection);
        return Of(schema, root, rows, where, values);
    }

    internal static RecordQuery Of(SchemaSnapshot schema, Source.Root root, RowSelector? rows, Condition? where, params Value[] values)
    {
        var collection = root.Collection!;
        var shape = new QueryShape
        {
            Query = new BoundQuery
            {
                Schema = schema,
                Collection = collection,
                Root = root,
                Where = where,
                Sort = collection.IsView ? [] : [new SortTerm.Insertion(false)],
                Parameters = [.. values.Select(value => (ParameterOrigin)new ParameterOrigin.Literal(value))],
            },
            Parameters = [.. values.Select(value => value.Kind == ValueKind.Number ? ParameterClass.Number : ParameterClass.Text)],
            Columns = [.. Enumerable.Range(0, collection.Fields.Length)],
            Rows = rows ?? RowSelector.All.Instance,
        };
        return new RecordQuery(shape, values);
    }

    /// <summary>The total that whoever asks for a page of one record is told with it.</summary>
    internal static async Task<long> TotalAsync(this IStorageEngine engine, RecordQuery query)
    {
        var rows = new Rows(query.Shape.Collection);
        var mark = await engine.QueryMarkedAsync(query with { Limit = 1 }, rows, TestContext.Current.CancellationToken);
        return await engine.CountAsync(query, mark, TestContext.Current.CancellationToken);
    }

    internal static Task<long> TotalAsync(this IStorageEngine engine, string collection) =>
        engine.TotalAsync(All(engine.Schema, engine.Schema.Require(collection)));

    internal static async Task<List<Record>> ListAsync(this IStorageReader storage, SchemaSnapshot schema, string collection)
    {
        var rows = new Rows(schema.Require(collection));
        await storage.QueryAsync(All(schema, rows.Collection), rows, TestContext.Current.CancellationToken);
        return rows.Read;
    }

    internal static Task<List<Record>> ListAsync(this IStorageEngine engine, string collection) => engine.ListAsync(engine.Schema, collection);

    internal static async Task<Record?> FindAsync(this IStorageEngine engine, string collection, string id)
    {
        var rows = new Rows(engine.Schema.Require(collection));
        var query = All(engine.Schema, rows.Collection, RowSelector.ById.Instance) with { Key = id, Limit = 1 };
        await engine.QueryAsync(query, rows, TestContext.Current.CancellationToken);
        return rows.Read.SingleOrDefault();
    }

    internal static async Task<long> CountAsync(this IStorageEngine engine, string collection) =>
        await engine.CountAsync(All(engine.Schema, engine.Schema.Require(collection)), TestContext.Current.CancellationToken);
}

/// <summary>Reads rows into records.</summary>
internal sealed class Rows(Collection collection) : IRowConsumer
{
    internal Collection Collection => collection;

    internal List<Record> Read { get; } = [];

    public bool Accept(RecordRow row)
    {
        Read.Add(new Record(collection, [.. collection.Fields.Select((field, i) => field.Read(row, i))]));
        return true;
    }
}
