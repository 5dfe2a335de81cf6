using Basalt.Schema;

namespace Basalt.Records;

/// <summary>The ids that a relation field holds.</summary>
internal static class RelationValue
{
    public static IReadOnlyList<string> Ids(Value value) => value.Kind switch
    {
        ValueKind.List => value.AsList(),
        ValueKind.Text when value.AsText() is { Length: > 0 } id => [id],
        _ => [],
    };

    /// <summary>A value of the field without some ids; the zero value when none is left.</summary>
    public static Value Without(RelationField field, Value value, IReadOnlySet<string> ids)
    {
        string[] left = [.. Ids(value).Where(id => !ids.Contains(id))];
        return left.Length == 0 ? field.Zero : field.IsMultiple ? Value.List(left) : Value.Text(left[^1]);
    }
}
