using System.Collections.Immutable;
using Basalt.Errors;
using Basalt.Storage;

namespace Basalt.Schema;

/// <summary>Applies steps to the schema, one after the other in one transaction, and knows what the schema is after each.</summary>
internal sealed class SchemaSteps(IStorageTransaction transaction, SchemaSnapshot schema)
{
    private readonly HashSet<string> _touched = new(StringComparer.OrdinalIgnoreCase);

    public IStorageTransaction Transaction { get; } = transaction;

    /// <summary>As the transaction sees it now.</summary>
    public SchemaSnapshot Current { get; private set; } = schema;

    /// <summary>Names, old and new, of the collections that were changed.</summary>
    public IReadOnlyCollection<string> Touched => _touched;

    /// <exception cref="SchemaRefusal">The database refused a step.</exception>
    public async ValueTask ApplyAsync(ImmutableArray<CollectionStep> steps, CancellationToken ct)
    {
        if (steps.IsEmpty) return;
        var next = Next(Current, steps);
        try
        {
            await Transaction.ChangeSchemaAsync(new SchemaChange(next, steps), ct);
        }
        catch (IndexRefusedException refused)
        {
            var collection = next.FindById(refused.CollectionId)!;
            throw new SchemaRefusal(collection.Name.ToString(), IndexesCheck.Refused(refused.Position, refused.Message), cause: refused);
        }
        catch (BasaltException refused) when (refused.Kind == ErrorKind.Invalid)
        {
            var blamed = steps[0].After ?? steps[0].Before!;
            var errors = steps is [{ After.IsView: true }] ? SchemaRefusal.InvalidViewQuery(refused.Message) : null;
            throw new SchemaRefusal(blamed.Name.ToString(), errors, refused.Message, refused);
        }

        foreach (var collection in steps.SelectMany(s => new[] { s.Before, s.After }).OfType<Collection>()) _touched.Add(collection.Name.ToString());
        Current = next;
    }

    /// <summary>
    /// The schema after the steps. Of two collections with one id or name the first is kept: the checks run against such a schema, and
    /// refuse it.
    /// </summary>
    public static SchemaSnapshot Next(SchemaSnapshot schema, IReadOnlyCollection<CollectionStep> steps)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return new SchemaSnapshot(schema.Version + 1, [.. After(schema, steps).Where(c => ids.Add(c.Id) & names.Add(c.Name.ToString()))]);
    }

    /// <summary>All collections after the steps.</summary>
    public static IEnumerable<Collection> After(SchemaSnapshot schema, IReadOnlyCollection<CollectionStep> steps)
    {
        var after = steps.Where(s => s.Before is not null).ToDictionary(s => s.Before!.Id, s => s.After, StringComparer.Ordinal);
        return schema.All.Select(c => after.TryGetValue(c.Id, out var changed) ? changed : c)
            .Concat(steps.Where(s => s.Before is null).Select(s => s.After))
            .OfType<Collection>();
    }
}
