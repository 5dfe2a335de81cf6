using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Basalt.Bench.Limit;

internal sealed record Post(string Id, string Title, string Body, double Views, bool Published, string Author, string Created, string Updated)
{
    public const string Columns = "id, title, body, views, published, author, created, updated";

    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    public static Post FromBody(JsonElement body)
    {
        var now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new Post(
            RandomNumberGenerator.GetString(Alphabet, 15), body.GetProperty("title").GetString()!, body.GetProperty("body").GetString()!,
            body.GetProperty("views").GetDouble(), body.GetProperty("published").GetBoolean(), body.GetProperty("author").GetString()!, now, now);
    }

    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("author", Author);
        json.WriteString("body", Body);
        json.WriteString("collectionId", "pbc_1125843985");
        json.WriteString("collectionName", "posts");
        json.WriteString("created", Created);
        json.WriteString("id", Id);
        json.WriteBoolean("published", Published);
        json.WriteString("title", Title);
        json.WriteString("updated", Updated);
        json.WriteNumber("views", Views);
        json.WriteEndObject();
    }
}
