using System.Globalization;
using System.Text;

namespace Basalt.Schema;

/// <summary>Ids that follow from names, so that the same definition gets the same ids everywhere.</summary>
public static class SchemaIds
{
    /// <summary>Id of a field that came without one: its type and the CRC-32 of its name.</summary>
    public static string OfField(string type, string name) => type + Checksum(name);

    /// <summary>Id of a collection that came without one.</summary>
    public static string OfCollection(CollectionType type, string name) => "pbc_" + Checksum(CollectionTypes.Text(type) + name);

    /// <summary>The first of <paramref name="id"/>, <paramref name="id"/>2, <paramref name="id"/>3… that is not taken.</summary>
    public static string Free(string id, Func<string, bool> isTaken)
    {
        var free = id;
        for (var n = 2; isTaken(free); n++) free = string.Create(CultureInfo.InvariantCulture, $"{id}{n}");
        return free;
    }

    private static string Checksum(string text) => Crc32(Encoding.UTF8.GetBytes(text)).ToString(CultureInfo.InvariantCulture);

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        const uint Polynomial = 0xEDB88320; // IEEE 802.3, reflected
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (Polynomial & (uint)-(int)(crc & 1));
        }

        return ~crc;
    }
}
