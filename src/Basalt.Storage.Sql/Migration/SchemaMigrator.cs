using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>
/// Takes the database from one schema to the next, inside the caller's transaction:
/// 1. views go away when any table changes, because databases would rewrite or refuse them;
/// 2. indexes that change are dropped, then deleted tables;
/// 3. tables get their new names, through passing names, so that two can trade theirs;
/// 4. columns change, new tables are made;
/// 5. indexes are made;
/// 6. rows of <c>_collections</c> are written;
/// 7. views come back, from the text of their owner. Those nobody changed may be broken now: reading them says so.
/// </summary>
internal static class SchemaMigrator
{
    internal static void Apply(ISchemaTarget target, SchemaSnapshot current, SchemaChange change)
    {
        var tables = change.Steps.Where(step => step is { Before: not { IsView: true }, After: not { IsView: true } }).ToList();
        var changedViews = change.Steps.Where(step => step.Before is { IsView: true } || step.After is { IsView: true }).ToList();
        var dropped = tables.Count > 0 ? current.All.Where(c => c.IsView) : changedViews.Select(step => step.Before).OfType<Collection>();
        foreach (var view in dropped) target.Execute(target.Sql.DropView(view.Name.ToString()));

        foreach (var step in tables) DropIndexes(target, step);
        foreach (var (before, after) in tables) DropTable(target, before, after);
        RenameTables(target, tables);
        foreach (var (before, after) in tables) ChangeTable(target, before, after);
        foreach (var step in tables) CreateIndexes(target, step);
        CollectionsTable.FreeNames(target, change.Steps);
        foreach (var step in change.Steps) CollectionsTable.Write(target, step);

        var made = tables.Count > 0 ? change.Next.All.Where(c => c.IsView) : changedViews.Select(step => step.After).OfType<Collection>();
        CreateViews(target, change.Next, [.. made], [.. changedViews.Select(step => step.After).OfType<Collection>()]);
    }

    /// <summary>
    /// Makes views. One may read from another that comes later in the list, so what was refused is tried again as long as others are made.
    /// </summary>
    /// <param name="target">Has the tables.</param>
    /// <param name="schema">All collections.</param>
    /// <param name="views">Those to make.</param>
    /// <param name="trial">Asked before each is made; a reason refuses it.</param>
    /// <returns>Those that were refused, and why.</returns>
    internal static Dictionary<Collection, string> MakeViews(
        ISchemaTarget target, SchemaSnapshot schema, IEnumerable<Collection> views, Func<Collection, string?>? trial = null)
    {
        List<Collection> missing = [.. views];
        var refusals = new Dictionary<Collection, string>();
        for (var made = -1; made != 0 && missing.Count > 0;)
        {
            refusals.Clear();
            foreach (var view in missing)
            {
                if ((trial?.Invoke(view) ?? target.Try(target.Sql.CreateView(schema, view))?.Message) is { } refusal) refusals.Add(view, refusal);
            }

            made = missing.RemoveAll(view => !refusals.ContainsKey(view));
        }

        return refusals;
    }

    private static void CreateViews(ISchemaTarget target, SchemaSnapshot schema, List<Collection> views, HashSet<Collection> changed)
    {
        var refusals = MakeViews(target, schema, views);
        foreach (var view in changed)
        {
            // Some databases look at a view's tables when it is made, others when it is read.
            var refusal = refusals.GetValueOrDefault(view) ?? target.Try(target.Sql.SelectNone(view.Name.ToString()))?.Message;
            if (refusal is not null) throw BasaltException.Invalid("invalid_view_query", refusal);
        }
    }

    private static void DropIndexes(ISchemaTarget target, CollectionStep step)
    {
        if (step is not { Before: { } before, After: { } after }) return;
        foreach (var index in before.Indexes)
        {
            if (!Stays(index, before, after)) target.Execute(target.Sql.DropIndex(index.Name));
        }
    }

    private static void DropTable(ISchemaTarget target, Collection? before, Collection? after)
    {
        if (before is not null && after is null) target.Execute(target.Sql.DropTable(before.Name.ToString()));
    }

    private static void RenameTables(ISchemaTarget target, List<CollectionStep> tables)
    {
        List<(string Old, string New)> renames = [.. tables
            .Where(step => step is { Before: not null, After: not null })
            .Select(step => (step.Before!.Name.ToString(), step.After!.Name.ToString()))
            .Where(rename => rename.Item1 != rename.Item2)];
        foreach (var (old, _) in renames) target.Execute(target.Sql.RenameTable(old, Passing(old)));
        foreach (var (old, next) in renames) target.Execute(target.Sql.RenameTable(Passing(old), next));
    }

    private static void ChangeTable(ISchemaTarget target, Collection? before, Collection? after)
    {
        if (after is null) return;
        if (before is null) target.Execute(target.Sql.CreateTable(after));
        else new TableChange(target, before, after).Apply();
    }

    private static void CreateIndexes(ISchemaTarget target, CollectionStep step)
    {
        if (step.After is not { } after) return;
        for (var i = 0; i < after.Indexes.Length; i++)
        {
            var index = after.Indexes[i];
            if (step.Before is { } before && before.Indexes.Any(old => SameIndex(old, index)) && Stays(index, before, after)) continue;
            if (TryIndex(target, after, index) is { } reason) throw new IndexRefusedException(after.Id, i, reason);
        }
    }

    /// <returns>Why the database has no such index, or null when it has been made.</returns>
    internal static string? TryIndex(ISchemaTarget target, Collection collection, CollectionIndex index)
    {
        try
        {
            return target.Try(target.Sql.CreateIndex(collection, index))?.Message;
        }
        catch (IndexNotPortedException notPorted)
        {
            return notPorted.Message;
        }
    }

    // An index whose columns were renamed is made anew from its text, which fails when the text still has the old names.
    private static bool Stays(CollectionIndex index, Collection before, Collection after) =>
        after.Indexes.Any(next => SameIndex(index, next)) && !TableChange.TouchesColumns(before, after);

    private static bool SameIndex(CollectionIndex left, CollectionIndex right) =>
        left.Name == right.Name && left.Unique == right.Unique && left.Where == right.Where && left.Columns.SequenceEqual(right.Columns);

    private static string Passing(string table) => "_basalt_passing_" + table;
}
