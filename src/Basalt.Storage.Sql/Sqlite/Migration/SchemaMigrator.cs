using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Storage.Sql.Sqlite;

/// <summary>
/// Takes the database from one schema to the next, inside the caller's transaction:
/// 1. views go away when any table changes, because SQLite would rewrite or refuse them;
/// 2. indexes that change are dropped, then deleted tables;
/// 3. tables get their new names, through passing names, so that two can trade theirs;
/// 4. columns change, new tables are made;
/// 5. indexes are made;
/// 6. rows of <c>_collections</c> are written;
/// 7. views come back, from the text of their owner. Those nobody changed may be broken now: reading them says so.
/// </summary>
internal static class SchemaMigrator
{
    internal static void Apply(SqliteConnection connection, SchemaSnapshot current, SchemaChange change)
    {
        var tables = change.Steps.Where(step => step is { Before: not { IsView: true }, After: not { IsView: true } }).ToList();
        var changedViews = change.Steps.Where(step => step.Before is { IsView: true } || step.After is { IsView: true }).ToList();
        var dropped = tables.Count > 0 ? current.All.Where(c => c.IsView) : changedViews.Select(step => step.Before).OfType<Collection>();
        foreach (var view in dropped) connection.Execute(SchemaSql.DropView(view.Name.ToString()));

        foreach (var step in tables) DropIndexes(connection, step);
        foreach (var (before, after) in tables) DropTable(connection, before, after);
        RenameTables(connection, tables);
        foreach (var (before, after) in tables) ChangeTable(connection, before, after);
        foreach (var step in tables) CreateIndexes(connection, step);
        CollectionsTable.FreeNames(connection, change.Steps);
        foreach (var step in change.Steps) CollectionsTable.Write(connection, step);

        var made = tables.Count > 0 ? change.Next.All.Where(c => c.IsView) : changedViews.Select(step => step.After).OfType<Collection>();
        foreach (var view in made) connection.Execute(SchemaSql.CreateView(change.Next, view));
        foreach (var view in changedViews.Select(step => step.After).OfType<Collection>()) Prove(connection, view);
    }

    private static void DropIndexes(SqliteConnection connection, CollectionStep step)
    {
        if (step is not { Before: { } before, After: { } after }) return;
        foreach (var index in before.Indexes)
        {
            if (!Stays(index, before, after)) connection.Execute(SchemaSql.DropIndex(index.Name));
        }
    }

    private static void DropTable(SqliteConnection connection, Collection? before, Collection? after)
    {
        if (before is not null && after is null) connection.Execute(SchemaSql.DropTable(before.Name.ToString()));
    }

    private static void RenameTables(SqliteConnection connection, List<CollectionStep> tables)
    {
        List<(string Old, string New)> renames = [.. tables
            .Where(step => step is { Before: not null, After: not null })
            .Select(step => (step.Before!.Name.ToString(), step.After!.Name.ToString()))
            .Where(rename => rename.Item1 != rename.Item2)];
        foreach (var (old, _) in renames) connection.Execute(SchemaSql.RenameTable(old, Passing(old)));
        foreach (var (old, next) in renames) connection.Execute(SchemaSql.RenameTable(Passing(old), next));
    }

    private static void ChangeTable(SqliteConnection connection, Collection? before, Collection? after)
    {
        if (after is null) return;
        if (before is null) connection.Execute(SchemaSql.CreateTable(after));
        else new TableChange(connection, before, after).Apply();
    }

    private static void CreateIndexes(SqliteConnection connection, CollectionStep step)
    {
        if (step.After is not { } after) return;
        for (var i = 0; i < after.Indexes.Length; i++)
        {
            var index = after.Indexes[i];
            if (step.Before is { } before && before.Indexes.Any(old => SameIndex(old, index)) && Stays(index, before, after)) continue;
            try
            {
                connection.Execute(SchemaSql.CreateIndex(after, index));
            }
            catch (SqliteException error) when (SqliteErrors.Unavailable(error) is null)
            {
                throw new IndexRefusedException(after.Id, i, error.Message);
            }
        }
    }

    // An index whose columns were renamed is made anew from its text, which fails when the text still has the old names.
    private static bool Stays(CollectionIndex index, Collection before, Collection after) =>
        after.Indexes.Any(next => SameIndex(index, next)) && !TableChange.TouchesColumns(before, after);

    private static bool SameIndex(CollectionIndex left, CollectionIndex right) =>
        left.Name == right.Name && left.Unique == right.Unique && left.Where == right.Where && left.Columns.SequenceEqual(right.Columns);

    private static void Prove(SqliteConnection connection, Collection view)
    {
        try
        {
            connection.Prepare(SchemaSql.SelectAll(view.Name.ToString()).ToString()).Dispose();
        }
        catch (SqliteException error) when (SqliteErrors.Unavailable(error) is null)
        {
            throw BasaltException.Invalid("invalid_view_query", error.Message, inner: error);
        }
    }

    private static string Passing(string table) => "_basalt_passing_" + table;
}
