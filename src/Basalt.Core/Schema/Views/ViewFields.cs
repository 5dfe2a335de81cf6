using System.Collections.Immutable;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>
/// The fields of a view, told from its query (the protocol, collections page, section 8). A column that is a collection's field keeps
/// that field's options, so that what is hidden there stays hidden under any name.
/// </summary>
internal sealed class ViewFields
{
    private const string IdName = "id";

    private readonly SchemaSnapshot _schema;
    private readonly ViewSyntax _syntax;
    private readonly ImmutableArray<Field> _previous;
    private readonly bool _hidesComputed;

    private ViewFields(SchemaSnapshot schema, ViewSyntax syntax, ImmutableArray<Field> previous)
    {
        _schema = schema;
        _syntax = syntax;
        _previous = previous;
        _hidesComputed = new ViewSecrets(schema, syntax).AreUsedInExpressions;
    }

    /// <summary>The fields in the order of the select list.</summary>
    /// <param name="columns">Names of the columns as the database gives them; null to take them from the text.</param>
    /// <param name="previous">The view's fields so far: a field of the same name and type keeps its id.</param>
    /// <exception cref="FormatException">The query can't be a view; the message is for its author.</exception>
    public static ImmutableArray<Field> Infer(
        SchemaSnapshot schema, ViewSyntax syntax, IReadOnlyList<string>? columns, ImmutableArray<Field> previous)
    {
        var items = syntax.Arms[0].Items;
        if (columns is not null && columns.Count != items.Length) throw new FormatException("the columns can't be told from the query");
        var inference = new ViewFields(schema, syntax, previous);
        var fields = ImmutableArray.CreateBuilder<Field>(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var name = columns?[i] ?? items[i].Name;
            CheckName(name);
            if (fields.Any(f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase))) throw new FormatException($"the column {name} is there twice");
            fields.Add(name == IdName ? inference.Id(i) : inference.Column(i, name));
        }

        if (!fields.Any(f => f.Name == IdName)) throw new FormatException("the query must have a column named id");
        return fields.ToImmutable();
    }

    /// <summary>True unless the id is known to be the id or another text of one collection.</summary>
    public static bool NeedsIdCast(SchemaSnapshot schema, ViewSyntax syntax)
    {
        if (syntax.Arms is not [var arm]) return true;
        var item = arm.Items.FirstOrDefault(i => i.Name.Equals(IdName, StringComparison.OrdinalIgnoreCase));
        return item is null || new ViewColumns(schema, syntax).Find(arm, item)?.Field is not { Column: ColumnKind.Text };
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0) throw new FormatException("an expression needs a name: expression AS name");
        var errors = new Errors.ErrorTree();
        var context = new FieldOptionsContext { CollectionType = CollectionType.View, Fields = [], CollectionTypeOf = _ => null };
        new BoolField { Id = name, Name = name }.CheckOptions(context, errors);
        if (!errors.IsEmpty) throw new FormatException($"'{name}' can't be the name of a field");
    }

    private TextField Id(int position)
    {
        if (_hidesComputed && (_syntax.Arms.Length > 1 || Direct(_syntax.Arms[0], position) is null)) throw SecretId();
        foreach (var arm in _syntax.Arms)
        {
            if (Direct(arm, position) is { } column && (column.Field.Hidden || column.Field is PasswordField)) throw SecretId();
        }

        return new TextField
        {
            Id = FieldIds.For("text", IdName),
            Name = IdName,
            System = true,
            Required = true,
            PrimaryKey = true,
            Pattern = TextField.DefaultIdPattern,
        };

        static FormatException SecretId() => new("the id must come straight from a collection when the query uses fields that are never shown");
    }

    private Field Column(int position, string name)
    {
        var arm = _syntax.Arms[0];
        var item = arm.Items[position];
        var field = Direct(arm, position) is { } column ? OfColumn(column) : Computed(item);
        var hidden = field.Hidden || _syntax.Arms.Any(a => NamesHidden(a, a.Items[position]));
        return field with { Id = IdOf(name, field.Type), Name = name, Hidden = hidden };
    }

    private static Field OfColumn(ViewColumns.Found column) => column.Field.Name == IdName
        ? new RelationField { Id = "", Name = "", CollectionId = column.Collection.Id, MaxSelect = 1 }
        : column.Field;

    private Field Computed(ViewItem item)
    {
        var field = ViewExpressions.TypeOf(_syntax.Tokens, item) switch
        {
            ViewExpressionType.Count => new NumberField { Id = "", Name = "", OnlyInt = true },
            ViewExpressionType.Total or ViewExpressionType.Number => new NumberField { Id = "", Name = "" },
            ViewExpressionType.Integer => new NumberField { Id = "", Name = "", OnlyInt = true },
            ViewExpressionType.Text => new TextField { Id = "", Name = "" },
            ViewExpressionType.Bool => new BoolField { Id = "", Name = "" },
            _ => (Field)new JsonField { Id = "", Name = "" },
        };
        return field with { Hidden = _hidesComputed && ViewExpressions.TypeOf(_syntax.Tokens, item) is not ViewExpressionType.Count };
    }

    private ViewColumns.Found? Direct(ViewArm arm, int position) => new ViewColumns(_schema, _syntax).Find(arm, arm.Items[position]);

    // A column that can't be followed to one table may still be a hidden field of one of them.
    private bool NamesHidden(ViewArm arm, ViewItem item) => item.Column.Length > 0 && new ViewColumns(_schema, _syntax).CouldBeHidden(arm, item);

    private string IdOf(string name, string type) =>
        _previous.FirstOrDefault(f => f.Name == name && f.Type == type && f.Id.Length > 0)?.Id
        ?? "_clone_" + RandomText.Of(RandomText.Alphanumeric, 4);
}
