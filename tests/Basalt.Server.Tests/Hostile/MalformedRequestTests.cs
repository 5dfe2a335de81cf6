using System.Text;
using System.Text.Json;
using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Hostile;

/// <summary>Requests that no honest client sends: always a clear answer in the protocol's shape, never a 500, and a healthy server afterwards.</summary>
public sealed class MalformedRequestTests(HostileServer server) : IClassFixture<HostileServer>
{
    private static readonly string[] FieldNames = ["title", "page", "n", "flag", "mail", "site", "day", "kind", "kinds", "meta", "place", "parent", "id", "collectionId", "expand", "no_such_field"];

    private static readonly string[] AnyJson =
    [
        "null", "true", "false", "0", "-1", "1e308", "1e400", "-1e400", "123456789012345678901234567890", "0.1e-400", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"",
        "\"2026-99-99\"", "[]", "{}", "[[1]]", "[null]", "[1,\"a\",{}]", "{\"a\":1}", "{\"lon\":\"x\",\"lat\":[]}", "{\"lon\":1e400,\"lat\":0}", "\"[\"", "\"{\\\"a\\\"\"",
    ];

    public static TheoryData<string, string> FieldValues
    {
        get
        {
            var table = new TheoryData<string, string>();
            foreach (var name in FieldNames)
            {
                foreach (var value in AnyJson) table.Add(name, value);
            }

            return table;
        }
    }

    [Theory, MemberData(nameof(FieldValues))]
    public async Task Any_JSON_in_any_field_is_taken_or_refused(string field, string value)
    {
        var answer = await server.PostAsync(HostileServer.Records, $"{{\"{field}\":{value}}}", token: null);
        if (answer.Status != 200) answer.IsRefusal(400);
    }

    [Theory]
    [InlineData("title+")]
    [InlineData("n+")]
    [InlineData("n-")]
    [InlineData("kinds+")]
    [InlineData("+kinds")]
    [InlineData("kinds-")]
    [InlineData("title:autogenerate")]
    [InlineData("parent+")]
    [InlineData("+")]
    [InlineData("")]
    public async Task Any_JSON_behind_any_modifier_is_taken_or_refused(string key)
    {
        foreach (var value in AnyJson)
        {
            var answer = await server.SendAsync(HttpMethod.Patch, $"{HostileServer.Records}/{server.RecordId}", $"{{\"{key}\":{value}}}", token: null);
            if (answer.Status != 200) answer.IsRefusal(400);
        }
    }

    public static TheoryData<string> BrokenBodies =>
    [
        "[]", "[{}]", "\"text\"", "1", "true", "{", "}", "{\"title\"", "{\"title\":}", "{\"title\":\"a\",}", "{'title':'a'}", "{} {}", "{} x", "\u0000", "NaN", "{\"n\":NaN}", "{\"n\":01}", "{\"n\":.5}",
        "{\"title\":\"\t\n\"}", "/* c */ {}",
    ];

    [Theory, MemberData(nameof(BrokenBodies))]
    public async Task A_body_that_is_no_JSON_object_is_400(string body) => (await server.SendRawAsync("POST", HostileServer.Records, body)).IsRefusal(400);

    [Theory, MemberData(nameof(BrokenBodies))]
    public async Task A_collection_that_is_no_JSON_object_is_400(string body) =>
        (await server.SendAsync(HttpMethod.Post, "/api/collections", body, server.SuperuserToken)).IsRefusal(400);

    [Fact]
    public async Task Invalid_UTF8_in_a_body_is_400()
    {
        foreach (byte[] bytes in (byte[][])[[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xC0, 0x80]])
        {
            byte[] body = [.. "{\"title\":\""u8, .. bytes, .. "\"}"u8];
            (await server.SendRawAsync(RawHttp.Request("POST", HostileServer.Records, body))).IsRefusal(400);
        }
    }

    [Theory]
    [InlineData("%FF")]
    [InlineData("%C3%28")]
    [InlineData("%zz")]
    [InlineData("%")]
    [InlineData("%00")]
    [InlineData("%F4%90%80%80")]
    public async Task Odd_bytes_in_a_query_are_taken_or_refused(string bytes)
    {
        foreach (var parameter in (string[])["filter=title%3D%22{0}%22", "filter={0}", "sort={0}", "expand={0}", "fields={0}", "page={0}", "{0}={0}", "fields=title:excerpt({0})"])
        {
            var answer = await server.ListAsync(parameter.Replace("{0}", bytes, StringComparison.Ordinal));
            if (answer.Status != 200) answer.IsRefusal(400);
        }
    }

    [Theory]
    [InlineData("%FF")]
    [InlineData("%2e%2e%2f%2e%2e%2fdata.db")]
    [InlineData("..%2f..%2fdata.db")]
    [InlineData("%5c..%5cdata.db")]
    [InlineData("%27%20OR%201=1")]
    [InlineData("%22;DROP%20TABLE%20things")]
    [InlineData("CON")]
    public async Task Odd_ids_and_collections_are_not_found(string segment)
    {
        (await server.SendRawAsync("GET", $"{HostileServer.Records}/{segment}")).IsRefusal(400, 404);
        (await server.SendRawAsync("DELETE", $"{HostileServer.Records}/{segment}")).IsRefusal(400, 404);
        (await server.SendRawAsync("GET", $"/api/collections/{segment}/records")).IsRefusal(400, 404);
        (await server.SendRawAsync("POST", $"/api/collections/{segment}/records", "{}")).IsRefusal(400, 404);
    }

    [Fact]
    public async Task An_id_of_10_KB_is_not_found() =>
        (await server.SendRawAsync("GET", $"{HostileServer.Records}/{new string('a', 10_000)}")).IsRefusal(404);

    [Fact]
    public async Task A_NUL_in_a_filter_does_not_cut_it_off()
    {
        Assert.Equal(0, HostileServer.CountOf(await server.FilterAsync("title = \"first\0\" && n = 1")));
        Assert.Equal(0, HostileServer.CountOf(await server.FilterAsync("n = 1 && title = \"\0\" && n = 1")));
        (await server.FilterAsync("n = 1\0 || nonsense")).IsRefusal(400);
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public async Task JSON_nested_ten_thousand_deep_is_refused(int depth)
    {
        var array = new string('[', depth) + new string(']', depth);
        (await server.SendRawAsync("POST", HostileServer.Records, $"{{\"meta\":{array}}}")).IsRefusal(400);
        (await server.SendRawAsync("POST", HostileServer.Records, array)).IsRefusal(400);
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", Math.Min(depth, 100_000))) + "1" + new string('}', Math.Min(depth, 100_000));
        (await server.SendRawAsync("POST", HostileServer.Records, nested)).IsRefusal(400);
        (await server.SendRawAsync("POST", HostileServer.Records, JsonSerializer.Serialize(new { meta = array }))).IsRefusalOr(200);
        (await server.SendRawAsync("POST", "/api/collections/users/auth-with-password", array)).IsRefusal(400);
    }

    [Fact]
    public async Task A_hundred_thousand_fields_are_read_or_refused()
    {
        var body = "{" + string.Join(',', Enumerable.Range(0, 100_000).Select(i => $"\"f{i}\":{i}")) + "}";
        (await server.SendRawAsync("POST", HostileServer.Records, body)).IsRefusalOr(200);
        (await server.SendRawAsync("POST", HostileServer.Records, "{" + string.Join(',', Enumerable.Repeat("\"title\":\"x\"", 100_000)) + "}")).IsRefusalOr(200);
        var form = string.Join('&', Enumerable.Range(0, 100_000).Select(i => $"f{i}=1"));
        (await server.SendRawAsync(RawHttp.Request("POST", HostileServer.Records, Encoding.ASCII.GetBytes(form), "application/x-www-form-urlencoded"))).IsRefusalOr(200);
    }

    [Fact]
    public async Task Of_duplicate_keys_the_last_one_counts()
    {
        var answer = await server.SendRawAsync("POST", HostileServer.Records, "{\"title\":\"a\",\"n\":1,\"title\":\"b\"}");
        Assert.Equal("b", answer.Is(200).Json.GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("text/plain", "hello")]
    [InlineData("application/xml", "<a/>")]
    [InlineData("multipart/form-data", "x")]
    [InlineData("multipart/form-data; boundary=", "x")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nno end")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nno headers")]
    [InlineData("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"@jsonPayload\"\r\n\r\n[1\r\n--b--\r\n")]
    [InlineData("application/json; charset=utf-16", "{")]
    [InlineData(";;;", "{}")]
    public async Task A_body_of_another_kind_or_a_broken_form_is_400(string contentType, string body) =>
        (await server.SendRawAsync(RawHttp.Request("POST", HostileServer.Records, Encoding.ASCII.GetBytes(body), contentType))).IsRefusal(400);

    [Theory]
    [InlineData("{\"identity\":{},\"password\":[]}")]
    [InlineData("{\"identity\":1,\"password\":true}")]
    [InlineData("{\"identity\":null,\"password\":null}")]
    [InlineData("{\"identity\":\"a@b.co\",\"password\":\"\\u0000\"}")]
    [InlineData("{\"identity\":\"\\ud800\",\"password\":\"x\"}")]
    [InlineData("{}")]
    public async Task A_sign_in_with_values_of_the_wrong_type_is_400(string body) =>
        (await server.SendRawAsync("POST", "/api/collections/users/auth-with-password", body)).IsRefusal(400);

    [Theory]
    [InlineData("Authorization: Bearer")]
    [InlineData("Authorization: Bearer ....")]
    [InlineData("Authorization: Bearer a.b.c")]
    [InlineData("Authorization: eyJhbGciOiJub25lIn0.eyJpZCI6IngiLCJ0eXBlIjoiYXV0aCIsImNvbGxlY3Rpb25JZCI6InBiY18zMTQyNjM1ODIzIn0.")]
    [InlineData("Authorization: Basic YTpi")]
    [InlineData("Authorization: \u00ff\u00fe")]
    public async Task A_broken_token_makes_a_guest(string header) =>
        (await server.SendRawAsync("GET", HostileServer.Records, headers: header)).Is(200);

    [Fact]
    public async Task A_token_of_20_KB_makes_a_guest() =>
        (await server.SendRawAsync("GET", HostileServer.Records, headers: "Authorization: Bearer " + new string('a', 20_000))).Is(200);

    [Theory]
    [InlineData("FOO", "/api/health")]
    [InlineData("PUT", "/api/health")]
    [InlineData("GET", "/api/nothing")]
    [InlineData("GET", "/api/collections/things/records/a/b/c")]
    [InlineData("TRACE", "/api/collections/things/records")]
    public async Task Unknown_paths_and_methods_are_404(string method, string target) => (await server.SendRawAsync(method, target)).IsRefusal(404);

    [Theory]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("GET\r\n\r\n")]
    [InlineData("GET /api/health HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /api/collections/things/records HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("GET /api/collections/things/records/\0 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("GET /api/collections/things/records/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    [InlineData("POST /api/collections/things/records HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("GET /api/he\0alth HTTP/1.1\r\nHost: localhost\r\n\r\n")]
    public async Task What_is_no_HTTP_is_refused_and_forgotten(string text)
    {
        var answer = await server.SendRawAsync(Encoding.Latin1.GetBytes(text));
        Assert.True(answer.Status is 0 or (>= 400 and < 500) or 505, answer.ToString());
    }

    [Theory]
    [InlineData("{\"name\":{},\"type\":\"base\"}")]
    [InlineData("{\"name\":\"x\",\"type\":1}")]
    [InlineData("{\"name\":\"x\",\"type\":\"nothing\"}")]
    [InlineData("{\"name\":\"x\",\"fields\":\"text\"}")]
    [InlineData("{\"name\":\"x\",\"fields\":[1]}")]
    [InlineData("{\"name\":\"x\",\"fields\":[{\"type\":\"nothing\",\"name\":\"a\"}]}")]
    [InlineData("{\"name\":\"x\",\"fields\":[{\"type\":\"text\",\"name\":\"a\",\"min\":\"x\"}]}")]
    [InlineData("{\"name\":\"x\",\"fields\":[{\"type\":\"text\",\"name\":\"a\",\"pattern\":\"(\"}]}")]
    [InlineData("{\"name\":\"x\",\"fields\":[{\"type\":\"number\",\"name\":\"a\",\"min\":1e400}]}")]
    [InlineData("{\"name\":\"x\",\"indexes\":[1]}")]
    [InlineData("{\"name\":\"x\",\"indexes\":[\"DROP TABLE users\"]}")]
    [InlineData("{\"name\":\"x\",\"indexes\":[\"CREATE INDEX a ON b (id); DROP TABLE users\"]}")]
    [InlineData("{\"name\":\"x\",\"listRule\":{}}")]
    [InlineData("{\"name\":\"x\",\"listRule\":\"(\"}")]
    [InlineData("{\"name\":\"x' OR 1=1\"}")]
    [InlineData("{\"name\":\"\\u0000\"}")]
    [InlineData("{\"name\":\"x\",\"type\":\"view\",\"viewQuery\":\"DROP TABLE users\"}")]
    [InlineData("{\"name\":\"x\",\"type\":\"view\",\"viewQuery\":\"SELECT 1 as id; DELETE FROM users\"}")]
    [InlineData("{\"name\":\"x\",\"type\":\"view\",\"viewQuery\":\"SELECT * FROM users\"}")]
    public async Task A_collection_that_makes_no_sense_is_400(string body) =>
        (await server.SendAsync(HttpMethod.Post, "/api/collections", body, server.SuperuserToken)).IsRefusal(400);

    [Fact]
    public async Task A_client_that_leaves_in_the_middle_of_its_body_is_forgotten()
    {
        var head = "POST /api/collections/things/records HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"title\":";
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(System.Net.IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), TestContext.Current.CancellationToken);
        }

        (await server.GetAsync("/api/health")).Is(200);
    }
}
