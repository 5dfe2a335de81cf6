using Basalt.Schema;

namespace Basalt.Records;

/// <summary>One row of a collection: a value for each of its fields, in the order of <see cref="Collection.Fields"/>.</summary>
public sealed class Record
{
    private readonly Value[] _values;

    /// <summary>A record whose fields all hold their zero values.</summary>
    public Record(Collection collection)
    {
        Collection = collection;
        _values = new Value[collection.Fields.Length];
        for (var i = 0; i < _values.Length; i++) _values[i] = collection.Fields[i].Zero;
    }

    /// <param name="values">One per field, taken over, not copied.</param>
    public Record(Collection collection, Value[] values)
    {
        if (values.Length != collection.Fields.Length) throw new ArgumentException("one value per field is needed", nameof(values));
        Collection = collection;
        _values = values;
    }

    public Collection Collection { get; }

    public string Id
    {
        get => this[Collection.IdOrdinal].Kind == ValueKind.Text ? this[Collection.IdOrdinal].AsText() : "";
        set => this[Collection.IdOrdinal] = Value.Text(value);
    }

    /// <param name="ordinal">Position in <see cref="Collection.Fields"/>.</param>
    public Value this[int ordinal]
    {
        get => _values[ordinal];
        set => _values[ordinal] = value;
    }

    /// <summary>By field name.</summary>
    /// <exception cref="KeyNotFoundException">The collection has no such field.</exception>
    public Value this[string field]
    {
        get => _values[Ordinal(field)];
        set => _values[Ordinal(field)] = value;
    }

    /// <summary>A text-like field's text, or "" when the field is missing or holds something else.</summary>
    public string TextOf(string field) =>
        Collection.OrdinalOf(field) is var i and >= 0 && _values[i].Kind == ValueKind.Text ? _values[i].AsText() : "";

    /// <summary>True only when the field exists and holds true.</summary>
    public bool IsTrue(string field) =>
        Collection.OrdinalOf(field) is var i and >= 0 && _values[i].Kind == ValueKind.Bool && _values[i].AsBool();

    /// <summary>An independent copy: setting a value of one does not change the other.</summary>
    public Record Clone() => new(Collection, (Value[])_values.Clone());

    private int Ordinal(string field) =>
        Collection.OrdinalOf(field) is var i and >= 0 ? i : throw new KeyNotFoundException($"{Collection.Name} has no field {field}");
}
