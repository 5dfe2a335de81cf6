using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Basalt.Schema;

/// <summary>The ids that fields have when their definition names none: a client that never sends ids finds the same fields again.</summary>
public static class FieldIds
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>The type followed by the CRC-32 (IEEE) of the name, in decimal.</summary>
    public static string For(string type, string name) => type + Checksum(name);

    /// <summary>CRC-32 (IEEE 802.3) of the UTF-8 text, in decimal.</summary>
    public static string Checksum(string text)
    {
        var crc = uint.MaxValue;
        foreach (var b in Encoding.UTF8.GetBytes(text)) crc = Table[(crc ^ b) & 0xFF] ^ (crc >> 8);
        return (~crc).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Gives every field without an id its default one; 2, 3, … is appended while another field has it.</summary>
    public static ImmutableArray<Field> Complete(ImmutableArray<Field> fields)
    {
        if (fields.All(f => f.Id.Length > 0)) return fields;
        var taken = fields.Select(f => f.Id).ToHashSet(StringComparer.Ordinal);
        return [.. fields.Select(field => field.Id.Length > 0 ? field : field with { Id = Untaken(For(field.Type, field.Name), taken) })];
    }

    private static string Untaken(string id, HashSet<string> taken)
    {
        var candidate = id;
        for (var suffix = 2; !taken.Add(candidate); suffix++) candidate = id + suffix.ToString(CultureInfo.InvariantCulture);
        return candidate;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
