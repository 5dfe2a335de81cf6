using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Records;

/// <summary>Writes records as a caller may see them: hidden fields, e-mail visibility and expanded relations.</summary>
public sealed class RecordPresenter(RecordReader reader, RuleChecker rules)
{
    // A response that repeats the same expanded records under many others can grow with the product of both; this bounds it.
    private const int MostWrittenRecords = 200_000;

    private readonly RecordExpander _expander = new(reader);

    /// <summary>One record as a JSON object.</summary>
    /// <param name="expand">The request's <c>expand</c> parameter, or "".</param>
    public async Task WriteAsync(
        IStorageReader storage, SchemaSnapshot schema, Record record, string expand, RuleRequest request, JsonBuffer json, CancellationToken ct)
    {
        var node = new RecordNode(record);
        await PrepareAsync(storage, schema, [node], expand, request, ct);
        var written = 0;
        Write(node, request, json, ref written);
    }

    /// <summary>Records as the elements of a JSON array, without its brackets.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public async Task WriteAllAsync(
        IStorageReader storage, SchemaSnapshot schema, IReadOnlyList<Record> records, string expand, RuleRequest request, JsonBuffer json,
        CancellationToken ct)
    {
        var nodes = records.Select(r => new RecordNode(r)).ToList();
        await PrepareAsync(storage, schema, nodes, expand, request, ct);
        var written = 0;
        for (var i = 0; i < nodes.Count; i++)
        {
            if (i > 0) json.Raw((byte)',');
            Write(nodes[i], request, json, ref written);
        }
    }

    private async Task PrepareAsync(
        IStorageReader storage, SchemaSnapshot schema, IReadOnlyList<RecordNode> nodes, string expand, RuleRequest request, CancellationToken ct)
    {
        if (expand.Length > 0) await _expander.ExpandAsync(storage, schema, nodes, expand, request, ct);
        await DecideEmailsAsync(storage, schema, nodes, request, [], ct);
    }

    private async Task DecideEmailsAsync(
        IStorageReader storage, SchemaSnapshot schema, IReadOnlyList<RecordNode> nodes, RuleRequest request, HashSet<RecordNode> decided,
        CancellationToken ct)
    {
        foreach (var node in nodes)
        {
            if (!decided.Add(node)) continue; // shared below several records
            if (node.Record.Collection.IsAuth) node.WithEmail = await SeesEmailAsync(storage, schema, node.Record, request, ct);
            if (node.Expanded is null) continue;
            foreach (var path in node.Expanded) await DecideEmailsAsync(storage, schema, path.Nodes, request, decided, ct);
        }
    }

    private async ValueTask<bool> SeesEmailAsync(
        IStorageReader storage, SchemaSnapshot schema, Record record, RuleRequest request, CancellationToken ct)
    {
        if (request.Caller.IsSuperuser || record.IsTrue("emailVisibility") || request.Caller.Is(record)) return true;
        if (request.Caller.IsGuest || string.IsNullOrEmpty(record.Collection.Auth?.ManageRule)) return false;
        try
        {
            return await rules.SatisfiesAsync(storage, schema, record.Collection.Auth.ManageRule, record, false, request, ct);
        }
        catch (BasaltException broken) when (broken.Kind == ErrorKind.Invalid)
        {
            return false; // a manage rule that can't be run gives nobody more
        }
    }

    private static void Write(RecordNode node, RuleRequest request, JsonBuffer json, ref int written)
    {
        if (++written > MostWrittenRecords) throw BasaltException.Invalid("expand_too_large", "The expanded response is too large.");
        RecordProjection.Of(node.Record.Collection).Write(node.Record, json, request.Caller.IsSuperuser, node.WithEmail);
        if (node.Expanded is not null) WriteExpanded(node.Expanded, request, json, ref written);
        json.Raw((byte)'}');
    }

    private static void WriteExpanded(List<ExpandedPath> paths, RuleRequest request, JsonBuffer json, ref int written)
    {
        json.Raw(",\"expand\":{"u8);
        foreach (var path in paths)
        {
            json.Name(path.Name);
            if (path.IsSingle)
            {
                Write(path.Nodes[0], request, json, ref written);
                continue;
            }

            json.Raw((byte)'[');
            for (var i = 0; i < path.Nodes.Count; i++)
            {
                if (i > 0) json.Raw((byte)',');
                Write(path.Nodes[i], request, json, ref written);
            }

            json.Raw((byte)']');
        }

        json.Raw((byte)'}');
    }
}
