using System.Globalization;

namespace Basalt.Schema;

/// <summary>Ids of collections that came without one; those of fields are <see cref="FieldIds"/>'.</summary>
public static class SchemaIds
{
    /// <summary>Follows from type and name, so that the same definition gets the same id everywhere.</summary>
    public static string OfCollection(CollectionType type, string name) => "pbc_" + FieldIds.Checksum(CollectionTypes.Text(type) + name);

    /// <summary>The first of <paramref name="id"/>, <paramref name="id"/>2, <paramref name="id"/>3… that is not taken.</summary>
    public static string Free(string id, Func<string, bool> isTaken)
    {
        var free = id;
        for (var n = 2; isTaken(free); n++) free = string.Create(CultureInfo.InvariantCulture, $"{id}{n}");
        return free;
    }
}
