using System.Buffers;
using System.Text.Json;
using Basalt.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Basalt.Server.Requests;

/// <summary>Form bodies as JSON: plain values are typed by their look, <c>@jsonPayload</c> parts are merged in after them.</summary>
internal static class FormReader
{
    private const string JsonPayload = "@jsonPayload";
    private const int MostParts = 10_000;

    public static async ValueTask<RequestBody> ReadMultipartAsync(HttpContext http, long limitBytes, CancellationToken ct)
    {
        var form = new FormValues();
        var fileKeys = new List<string>();
        try
        {
            var left = limitBytes;
            var reader = new MultipartReader(Boundary(http.Request.ContentType!), http.Request.Body) { BodyLengthLimit = limitBytes };
            for (var count = 0; await reader.ReadNextSectionAsync(ct) is { } part; count++)
            {
                if (count == MostParts) throw BodyReader.Malformed();
                if (!ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)) continue;
                var key = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
                if (disposition.IsFileDisposition())
                {
                    fileKeys.Add(key);
                    continue;
                }

                var text = await ReadTextAsync(part.Body, left, ct);
                left -= text.Length;
                form.Add(key, text);
            }
        }
        catch (Exception malformed) when (malformed is InvalidDataException or IOException and not BadHttpRequestException)
        {
            throw BodyReader.Malformed(malformed);
        }

        return form.ToBody(http, fileKeys);
    }

    public static RequestBody ReadUrlEncoded(HttpContext http, ReadOnlyMemory<byte> bytes)
    {
        var form = new FormValues();
        var count = 0;
        foreach (var pair in new QueryStringEnumerable(System.Text.Encoding.UTF8.GetString(bytes.Span)))
        {
            if (count++ == MostParts) throw BodyReader.Malformed();
            form.Add(pair.DecodeName().ToString(), pair.DecodeValue().ToString());
        }

        return form.ToBody(http, []);
    }

    private static string Boundary(string contentType)
    {
        var boundary = MediaTypeHeaderValue.TryParse(contentType, out var type) ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString() : "";
        return boundary.Length is > 0 and <= 200 ? boundary : throw BodyReader.Malformed();
    }

    private static async Task<string> ReadTextAsync(Stream part, long mostBytes, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        await part.CopyToAsync(bytes, ct);
        return bytes.Length <= mostBytes ? System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length) : throw BodyReader.TooLarge();
    }

    private sealed class FormValues
    {
        private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);
        private readonly List<string> _payloads = [];

        public void Add(string key, string text)
        {
            if (key == JsonPayload) _payloads.Add(text);
            else if (_values.TryGetValue(key, out var list)) list.Add(text);
            else _values.Add(key, [text]);
        }

        public RequestBody ToBody(HttpContext http, IReadOnlyList<string> fileKeys)
        {
            using var json = new JsonBuffer();
            json.Raw((byte)'{');
            foreach (var (key, texts) in _values)
            {
                json.Name(key);
                Write(texts, json);
            }

            json.Raw((byte)'}');
            var all = new Dictionary<string, JsonElement>(BodyReader.ParseJson(http, json.WrittenMemory.ToArray()).Values, StringComparer.Ordinal);
            var formKeys = new HashSet<string>(_values.Keys, StringComparer.Ordinal);
            foreach (var payload in _payloads)
            {
                foreach (var (key, value) in BodyReader.ParseJson(http, System.Text.Encoding.UTF8.GetBytes(payload)).Values)
                {
                    all[key] = value;
                    formKeys.Remove(key);
                }
            }

            return new RequestBody(all) { FileKeys = fileKeys, FormKeys = formKeys };
        }

        private static void Write(List<string> texts, JsonBuffer json)
        {
            if (texts.Count == 1)
            {
                FormValue.Write(texts[0], json);
                return;
            }

            json.Raw((byte)'[');
            for (var i = 0; i < texts.Count; i++)
            {
                if (i > 0) json.Raw((byte)',');
                FormValue.Write(texts[i], json);
            }

            json.Raw((byte)']');
        }
    }
}

/// <summary>What a form's text stands for: <c>true</c> and <c>false</c>, a number in its shortest decimal form, else itself.</summary>
internal static class FormValue
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789-.");

    public static void Write(string text, JsonBuffer json)
    {
        if (text is "true" or "false") json.Raw(text);
        else if (IsNumber(text)) json.Raw(text);
        else json.String(text);
    }

    private static bool IsNumber(string text) =>
        text.Length is > 0 and <= 30 && !text.AsSpan().ContainsAnyExcept(NumberCharacters) &&
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) &&
        NumberText.Format(number) == text;
}
