using System.Collections.Immutable;
using Basalt.Errors;
using Basalt.Storage;
using Microsoft.Extensions.Logging;

namespace Basalt.Schema;

/// <summary>A collection to create (no <paramref name="Before"/>) or to change.</summary>
internal sealed record SaveRequest(CollectionDraft Draft, Collection? Before);

/// <summary>
/// Saves collections, all or none, inside one transaction:
/// 1. shape the drafts; tell the fields of views from their queries, those first that others select from;
/// 2. hold everything against the schema as it would become, so that collections saved together may refer to each other;
/// 3. change the tables;
/// 4. try each view on the new tables, then make it;
/// 5. bring views that depend on what changed up to date.
/// </summary>
internal sealed class SchemaSaver(SchemaSteps steps, string now, ILogger log)
{
    /// <returns>In the order of the requests.</returns>
    /// <exception cref="SchemaRefusal">Something is wrong with one of them.</exception>
    public async ValueTask<ImmutableArray<Collection>> SaveAsync(
        IReadOnlyList<SaveRequest> requests, IReadOnlyCollection<Collection> deleted, CancellationToken ct)
    {
        var edits = Shape(requests, deleted);
        CollectionStep[] gone = [.. deleted.Select(c => new CollectionStep(c, null))];
        await TellFieldsAsync(edits, gone, ct);
        Check(edits, gone);
        await steps.ApplyAsync([.. gone, .. edits.Where(e => !e.After.IsView).Select(StepOf)], ct);
        foreach (var i in ViewsInOrder(edits)) edits[i] = await MakeViewAsync(edits[i], ct);
        await new DependentViews(steps, now, log).RefreshAsync([.. edits.Select(e => e.After.Id)], ct);
        return [.. edits.Select(e => e.After)];
    }

    private CollectionEdit[] Shape(IReadOnlyList<SaveRequest> requests, IReadOnlyCollection<Collection> deleted)
    {
        var changed = requests.Select(r => r.Before).OfType<Collection>().Concat(deleted).ToHashSet();
        List<Collection> others = [.. steps.Current.All.Where(c => !changed.Contains(c))];
        var edits = new CollectionEdit[requests.Count];
        for (var i = 0; i < edits.Length; i++)
        {
            edits[i] = new CollectionShaper(others, now).Shape(requests[i].Draft, requests[i].Before);
            others.Add(edits[i].After);
        }

        return edits;
    }

    // A view on what is there already is tried at once, so that its author sees all errors together.
    private async ValueTask TellFieldsAsync(CollectionEdit[] edits, CollectionStep[] gone, CancellationToken ct)
    {
        var known = SchemaSteps.Next(steps.Current, [.. gone, .. edits.Where(e => !e.After.IsView).Select(StepOf)]);
        var isTried = edits.Length == 1;
        foreach (var i in ViewsInOrder(edits))
        {
            edits[i] = await TellFieldsAsync(edits[i], known, isTried, ct);
            known = SchemaSteps.Next(known, [StepOf(edits[i])]);
        }
    }

    private async ValueTask<CollectionEdit> TellFieldsAsync(CollectionEdit edit, SchemaSnapshot known, bool isTried, CancellationToken ct)
    {
        var query = edit.After.ViewQuery!;
        if (query.Length == 0) edit.Errors.Add("viewQuery", FieldError.Required);
        else if (query.Length > ViewText.MaxLength) edit.Errors.Add("viewQuery", CollectionCheck.LengthOutOfRange(1, ViewText.MaxLength));
        if (edit.Errors.Contains("viewQuery")) return edit;
        var previous = edit.Before?.Fields ?? [];
        try
        {
            var fields = isTried
                ? (await ViewTrial.RunAsync(steps.Transaction, known, query, previous, ct)).Fields
                : ViewFields.Infer(known, ViewParser.Parse(query), null, previous);
            return edit.WithFields(fields);
        }
        catch (FormatException reason)
        {
            edit.Errors.Add("viewQuery", SchemaRefusal.InvalidViewQuery(reason.Message).Children[0].Value.Leaf!);
            return edit;
        }
    }

    private void Check(CollectionEdit[] edits, CollectionStep[] gone)
    {
        CollectionStep[] all = [.. gone, .. edits.Select(StepOf)];
        var next = SchemaSteps.Next(steps.Current, all);
        var check = new CollectionCheck(next, [.. SchemaSteps.After(steps.Current, all)]);
        foreach (var edit in edits) check.Check(edit);
        foreach (var edit in edits)
        {
            if (!edit.Errors.IsEmpty) throw new SchemaRefusal(edit.Draft.Name, edit.Errors);
        }

        foreach (var (lost, _) in gone)
        {
            var user = next.All.FirstOrDefault(c => c.Fields.Any(f => f is RelationField relation && relation.CollectionId == lost!.Id));
            if (user is not null) throw new SchemaRefusal(lost!.Name.ToString(), null, $"{user.Name} has a relation to it");
        }
    }

    private async ValueTask<CollectionEdit> MakeViewAsync(CollectionEdit edit, CancellationToken ct)
    {
        try
        {
            var trial = await ViewTrial.RunAsync(steps.Transaction, steps.Current, edit.After.ViewQuery!, edit.After.Fields, ct);
            edit = edit.WithFields(trial.Fields);
        }
        catch (FormatException reason)
        {
            throw new SchemaRefusal(edit.Draft.Name, SchemaRefusal.InvalidViewQuery(reason.Message), cause: reason);
        }

        await steps.ApplyAsync([StepOf(edit)], ct);
        return edit;
    }

    /// <summary>Positions of the views, so that one that is selected from comes before whoever selects from it.</summary>
    private static List<int> ViewsInOrder(CollectionEdit[] edits)
    {
        List<int> waiting = [.. Enumerable.Range(0, edits.Length).Where(i => edits[i].After.IsView)];
        var order = new List<int>(waiting.Count);
        while (waiting.Count > 0)
        {
            // A circle has no first view; the database will refuse whichever is tried.
            var next = waiting.FindIndex(i => !waiting.Exists(j => j != i && ViewText.Mentions(edits[i].After.ViewQuery!, edits[j].Draft.Name)));
            order.Add(waiting[Math.Max(next, 0)]);
            waiting.RemoveAt(Math.Max(next, 0));
        }

        return order;
    }

    private static CollectionStep StepOf(CollectionEdit edit) => new(edit.Before, edit.After);
}
