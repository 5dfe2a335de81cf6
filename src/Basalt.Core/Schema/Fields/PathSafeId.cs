using System.Buffers;
using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>Keeps ids out that would be trouble as a part of a path or URL, or as a file name on some system.</summary>
internal static class PathSafeId
{
    private static readonly SearchValues<char> Forbidden = SearchValues.Create("./\\|\"'`<>:?*%$\0\t\n\r ");

    // Device names of Windows.
    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    public static FieldError? Check(string id)
    {
        if (id.AsSpan().IndexOfAny(Forbidden) is var at and >= 0)
        {
            return FieldError.With("validation_forbidden_pk_character", $"The character '{id[at]}' is not allowed in an id.", "ch", id[at].ToString());
        }

        return Devices.TryGetValue(id, out var reserved)
            ? FieldError.With("validation_reserved_pk", $"The id {reserved} is reserved.", "reserved", reserved)
            : null;
    }
}
