using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Records;

/// <summary>Lists and views records under the rules of their collection: authorize, plan, run and write in one place.</summary>
public sealed class RecordQueries(IStorageEngine storage, QueryPlanner planner, RecordPresenter presenter)
{
    /// <summary>Writes a page of records as the protocol's list object.</summary>
    /// <returns>How many records the page holds.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Denied"/>: the list rule is locked; <see cref="ErrorKind.Invalid"/>: filter,
    /// sort or the stored rule can't be used.</exception>
    /// <exception cref="SchemaChangedException">Start again with the current schema.</exception>
    public async ValueTask<int> ListAsync(
        SchemaSnapshot schema, Collection collection, ListQuery list, RuleRequest request, JsonBuffer json, CancellationToken ct)
    {
        var isSuperuser = request.Caller.IsSuperuser;
        var texts = new RuleTexts(Authorize(collection.Rules.List, isSuperuser), list.Filter, list.Sort, isSuperuser);
        var projection = RecordProjection.Of(collection);
        // Rows can go out as they are read unless something has to be decided or loaded for each record first.
        var isDirect = list.Expand.Length == 0 && (isSuperuser || !collection.IsAuth);
        var columns = !isDirect ? projection.AllColumns : isSuperuser ? projection.SuperuserColumns : projection.OtherColumns;
        var query = planner.Plan(schema, collection, texts, RowSelector.All.Instance, columns, request) with
        {
            Limit = list.PerPage,
            Offset = list.Offset,
        };

        json.Raw("{\"items\":["u8);
        var (count, mark) = isDirect
            ? await WriteRowsAsync(query, !list.SkipTotal, projection, isSuperuser, json, ct)
            : await WriteRecordsAsync(schema, collection, query, !list.SkipTotal, list.Expand, request, json, ct);
        list.WriteTail(json, list.SkipTotal ? -1 : await TotalAsync(query, list, count, mark, ct));
        return count;
    }

    /// <summary>Writes one record.</summary>
    /// <returns>1.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Missing"/>: there is none that the caller may see;
    /// <see cref="ErrorKind.Denied"/>: the view rule is locked.</exception>
    /// <exception cref="SchemaChangedException">Start again with the current schema.</exception>
    public async ValueTask<int> ViewAsync(
        SchemaSnapshot schema, Collection collection, string id, string expand, RuleRequest request, JsonBuffer json, CancellationToken ct)
    {
        var isSuperuser = request.Caller.IsSuperuser;
        var texts = new RuleTexts(Authorize(collection.Rules.View, isSuperuser));
        var projection = RecordProjection.Of(collection);
        var isDirect = expand.Length == 0 && (isSuperuser || !collection.IsAuth);
        var columns = !isDirect ? projection.AllColumns : isSuperuser ? projection.SuperuserColumns : projection.OtherColumns;
        var query = planner.Plan(schema, collection, texts, RowSelector.ById.Instance, columns, request) with { Key = id, Limit = 1 };
        var (count, _) = isDirect
            ? await WriteRowsAsync(query, isMarked: false, projection, isSuperuser, json, ct)
            : await WriteRecordsAsync(schema, collection, query, isMarked: false, expand, request, json, ct);
        return count > 0 ? count : throw BasaltException.Missing("record_missing");
    }

    private static string Authorize(string? rule, bool isSuperuser) =>
        isSuperuser ? "" : rule ?? throw BasaltException.Denied("rule_locked", "Only superusers can perform this action.");

    private async ValueTask<(int Count, ReadMark Mark)> WriteRowsAsync(
        RecordQuery query, bool isMarked, RecordProjection projection, bool isSuperuser, JsonBuffer json, CancellationToken ct)
    {
        var writer = new RowWriter(projection, isSuperuser, json);
        var mark = await QueryAsync(query, isMarked, writer, ct);
        return (writer.Count, mark);
    }

    private async ValueTask<(int Count, ReadMark Mark)> WriteRecordsAsync(
        SchemaSnapshot schema, Collection collection, RecordQuery query, bool isMarked, string expand, RuleRequest request, JsonBuffer json, CancellationToken ct)
    {
        var rows = new RecordRows(collection);
        var mark = await QueryAsync(query, isMarked, rows, ct);
        await presenter.WriteAllAsync(storage, schema, rows.All, expand, request, json, ct);
        return (rows.All.Count, mark);
    }

    private async ValueTask<ReadMark> QueryAsync(RecordQuery query, bool isMarked, IRowConsumer rows, CancellationToken ct)
    {
        if (isMarked) return await storage.QueryMarkedAsync(query, rows, ct);
        await storage.QueryAsync(query, rows, ct);
        return default;
    }

    // A page that isn't full, and isn't past the end, already tells where the list ends.
    private ValueTask<long> TotalAsync(RecordQuery query, ListQuery list, int count, ReadMark mark, CancellationToken ct) =>
        count < list.PerPage && (count > 0 || list.Offset == 0) ? new(list.Offset + count) : storage.CountAsync(query, mark, ct);

    private sealed class RowWriter(RecordProjection projection, bool isSuperuser, JsonBuffer json) : IRowConsumer
    {
        public int Count { get; private set; }

        public bool Accept(RecordRow row)
        {
            if (Count++ > 0) json.Raw((byte)',');
            projection.WriteRow(row, json, isSuperuser);
            json.Raw((byte)'}');
            return true;
        }
    }
}
