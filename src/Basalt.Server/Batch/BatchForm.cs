using System.Globalization;
using System.Text;
using System.Text.Json;
using Basalt.Errors;
using Basalt.Server.Requests;

namespace Basalt.Server.Batch;

/// <summary>Reads the items of a batch and checks their form: all of them, before any of them is looked at.</summary>
internal static class BatchForm
{
    private const int MostUrlBytes = 2_000;

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>, with errors by item unless the body can't be understood at all.</exception>
    public static List<BatchItem> Read(RequestBody body, int maxRequests)
    {
        var items = new List<BatchItem>();
        if (body.Values.TryGetValue("requests", out var requests) && requests.ValueKind != JsonValueKind.Null)
        {
            if (requests.ValueKind != JsonValueKind.Array) throw Unreadable();
            if (requests.GetArrayLength() > maxRequests) throw Refused(ErrorTree.Of("requests", TooLong(maxRequests)));
            foreach (var request in requests.EnumerateArray()) items.Add(ReadItem(request));
        }

        if (items.Count == 0) throw Refused(ErrorTree.Of("requests", FieldError.Required));
        var errors = new ErrorTree();
        for (var i = 0; i < items.Count; i++) errors.Add(i.ToString(CultureInfo.InvariantCulture), Check(items[i]));
        if (errors.IsEmpty) return items;
        var tree = new ErrorTree();
        tree.Add("requests", errors);
        throw Refused(tree);
    }

    public static BasaltException Unreadable(Exception? inner = null) =>
        BasaltException.Invalid("invalid_batch_body", "Failed to read the submitted batch data.", null, inner);

    private static ErrorTree Check(BatchItem item)
    {
        var errors = new ErrorTree();
        if (item.Method.Length == 0) errors.Add("method", FieldError.Required);
        else if (item.Method is not ("GET" or "POST" or "PUT" or "PATCH" or "DELETE")) errors.Add("method", NoMethod());
        if (item.Url.Length == 0) errors.Add("url", FieldError.Required);
        else if (Encoding.UTF8.GetByteCount(item.Url) > MostUrlBytes) errors.Add("url", TooLong(MostUrlBytes));
        return errors;
    }

    private static BatchItem ReadItem(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Unreadable();
        return new BatchItem(Text(json, "method"), Text(json, "url"), Headers(json), Body(json));
    }

    private static string Text(JsonElement json, string key)
    {
        if (!json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null) return "";
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Unreadable();
    }

    private static Dictionary<string, string> Headers(JsonElement json)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in Members(json, "headers"))
        {
            headers[header.Name] = header.Value.ValueKind == JsonValueKind.String ? header.Value.GetString()! : throw Unreadable();
        }

        return headers;
    }

    private static Dictionary<string, JsonElement> Body(JsonElement json)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var value in Members(json, "body")) values[value.Name] = value.Value;
        return values;
    }

    private static JsonElement.ObjectEnumerator Members(JsonElement json, string key)
    {
        if (!json.TryGetProperty(key, out var value) || value.ValueKind == JsonValueKind.Null) return default;
        return value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : throw Unreadable();
    }

    private static BasaltException Refused(ErrorTree errors) =>
        BasaltException.Invalid("invalid_batch", "Invalid batch request data.", errors);

    private static FieldError NoMethod() => new("validation_in_invalid", "Must be a valid value.");

    private static FieldError TooLong(int max) =>
        FieldError.With("validation_length_too_long", $"The length must be no more than {max}.", "max", max);
}
