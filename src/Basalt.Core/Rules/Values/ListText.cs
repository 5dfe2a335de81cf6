using Basalt.Records;
using Basalt.Text;

namespace Basalt.Rules;

/// <summary>The JSON texts of lists and points, as they are stored and therefore compared.</summary>
internal static class ListText
{
    public static string Of(IReadOnlyList<string> items)
    {
        if (items.Count == 0) return "[]";
        using var json = new JsonBuffer();
        json.Raw((byte)'[');
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) json.Raw((byte)',');
            json.String(items[i].AsSpan());
        }

        json.Raw((byte)']');
        return json.ToString();
    }

    public static string Of(GeoPoint point) => $$"""{"lon":{{NumberText.Format(point.Lon)}},"lat":{{NumberText.Format(point.Lat)}}}""";
}
