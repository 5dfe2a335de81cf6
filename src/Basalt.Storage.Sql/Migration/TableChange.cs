using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>
/// Changes the columns of one table: 1. drops, 2. renames, through passing names where two fields trade theirs, 3. conversions
/// between single and multiple, 4. new columns. Fields are the same when their ids are.
/// </summary>
internal sealed class TableChange(ISchemaTarget target, Collection before, Collection after)
{
    private readonly string _table = after.Name.ToString(); // it has been renamed already

    /// <summary>True when an index over the old columns can't simply stay.</summary>
    internal static bool TouchesColumns(Collection before, Collection after) =>
        before.Fields.Any(field => after.FindFieldById(field.Id) is not { } next || next.Name != field.Name || next.Column != field.Column);

    internal void Apply()
    {
        Drop();
        Rename();
        Convert();
        Add();
    }

    private void Drop()
    {
        foreach (var field in before.Fields)
        {
            if (after.FindFieldById(field.Id) is null) target.Execute(target.Sql.DropColumn(_table, field.Name));
        }
    }

    private void Rename()
    {
        List<(string Old, string New)> renames = [.. before.Fields
            .Select(field => (Old: field.Name, New: after.FindFieldById(field.Id)?.Name))
            .Where(rename => rename.New is not null && rename.New != rename.Old)
            .Select(rename => (rename.Old, rename.New!))];
        var passing = renames.ConvertAll(rename => Passing(rename.Old));
        for (var i = 0; i < renames.Count; i++) target.Execute(target.Sql.RenameColumn(_table, renames[i].Old, passing[i]));
        for (var i = 0; i < renames.Count; i++) target.Execute(target.Sql.RenameColumn(_table, passing[i], renames[i].New));
    }

    // The declared type and the default change too, which only a new column can do everywhere.
    private void Convert()
    {
        foreach (var field in after.Fields)
        {
            if (before.FindFieldById(field.Id) is not { } old || old.Column == field.Column) continue;
            var toList = (old.Column, field.Column) switch
            {
                (ColumnKind.Text, ColumnKind.List) => true,
                (ColumnKind.List, ColumnKind.Text) => false,
                _ => throw new InvalidOperationException($"a field can't turn from {old.Type} into {field.Type}"),
            };
            var passing = Passing(field.Name);
            target.Execute(target.Sql.AddColumn(_table, passing, field));
            target.Execute(target.Sql.Convert(_table, field.Name, passing, toList));
            target.Execute(target.Sql.DropColumn(_table, field.Name));
            target.Execute(target.Sql.RenameColumn(_table, passing, field.Name));
        }
    }

    private void Add()
    {
        foreach (var field in after.Fields)
        {
            if (before.FindFieldById(field.Id) is null) target.Execute(target.Sql.AddColumn(_table, field.Name, field));
        }
    }

    private static string Passing(string name) => "_basalt_passing_" + name;
}
