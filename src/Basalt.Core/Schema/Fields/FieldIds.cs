using System.Collections.Immutable;

namespace Basalt.Schema;

/// <summary>The ids that fields have when their definition names none: a client that never sends ids finds the same fields again.</summary>
public static class FieldIds
{
    /// <summary>Gives every field without an id its default one, see <see cref="SchemaIds.OfField"/>; 2, 3, … is appended while it is taken.</summary>
    public static ImmutableArray<Field> Complete(ImmutableArray<Field> fields)
    {
        if (fields.All(f => f.Id.Length > 0)) return fields;
        var taken = fields.Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        return [.. fields.Select(Completed)];

        Field Completed(Field field)
        {
            if (field.Id.Length > 0) return field;
            var id = SchemaIds.Free(SchemaIds.OfField(field.Type, field.Name), taken.Contains);
            taken.Add(id);
            return field with { Id = id };
        }
    }
}
