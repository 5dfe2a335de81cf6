using Basalt.Schema;
using Basalt.Server.Requests;

namespace Basalt.Server.Records;

/// <summary>How large the body of a create or update may be: the default and what the collection's large fields may hold.</summary>
internal static class BodyLimits
{
    private const long EditorBytes = 5 * 1024 * 1024;
    private const long JsonBytes = 1024 * 1024;
    private const long FileBytes = 5 * 1024 * 1024;

    public static long Of(Collection collection) => collection.Fields.Aggregate(BodyReader.DefaultLimitBytes, (sum, field) => sum + Allowance(field));

    private static long Allowance(Field field) => field switch
    {
        EditorField editor => Or(editor.MaxSize, EditorBytes),
        JsonField json => Or(json.MaxSize, JsonBytes),
        FileField file => Or(file.MaxSize, FileBytes) * Math.Max(1, file.MaxSelect),
        _ => 0,
    };

    private static long Or(long configured, long standard) => configured > 0 ? configured : standard;
}
