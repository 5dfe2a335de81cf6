using System.Text;

namespace Basalt.Server.Tests.Hostile;

/// <summary>Every limit of the records API, from both sides: the last value that is allowed, and the first that is not.</summary>
public sealed class LimitTests(HostileServer server) : IClassFixture<HostileServer>
{
    [Theory]
    [InlineData("perPage=1000", 200, 1000)]
    [InlineData("perPage=1001", 200, 1000)]
    [InlineData("perPage=2147483647", 200, 1000)]
    [InlineData("perPage=0", 200, 30)]
    [InlineData("perPage=-5", 200, 30)]
    public async Task A_page_has_at_most_1000_records(string query, int status, int perPage)
    {
        var answer = await server.ListAsync(query);
        Assert.Equal(perPage, answer.Is(status).Json.GetProperty("perPage").GetInt32());
    }

    [Theory]
    [InlineData("page=2147483647&perPage=1000")]
    [InlineData("page=9223372036854775807&perPage=1000")]
    [InlineData("page=500&perPage=1")]
    public async Task A_page_far_behind_the_last_is_empty_or_refused_and_never_overflows(string query)
    {
        var answer = await server.ListAsync(query);
        if (answer.Status == 200) Assert.Equal(0, answer.Json.GetProperty("items").GetArrayLength());
        else answer.IsRefusal(400);
    }

    [Theory]
    [InlineData("page=x")]
    [InlineData("page=1.5")]
    [InlineData("page=1e3")]
    [InlineData("page=99999999999999999999999")]
    [InlineData("perPage=many")]
    [InlineData("perPage=%00")]
    [InlineData("skipTotal=maybe")]
    [InlineData("skipTotal=2")]
    [InlineData("sort=,")]
    [InlineData("sort=nothing")]
    [InlineData("sort=title;drop")]
    [InlineData("sort=%27%27")]
    [InlineData("filter=%28")]
    [InlineData("filter=title")]
    [InlineData("filter=title%3D")]
    [InlineData("filter=title%3D%22open")]
    [InlineData("filter=title%3D%22a%22%20UNION%20SELECT%201")]
    [InlineData("filter=1%3D1%3B--")]
    public async Task A_parameter_of_the_wrong_form_is_400(string query) => (await server.ListAsync(query)).IsRefusal(400);

    [Theory]
    [InlineData(3500, 200)]
    [InlineData(3501, 400)]
    public async Task A_filter_has_at_most_3500_bytes(int bytes, int status)
    {
        var filter = "title=\"" + new string('x', bytes - "title=\"\"".Length) + "\"";
        (await server.FilterAsync(filter)).Is(status);
    }

    [Fact]
    public async Task The_bytes_of_a_filter_are_counted_and_not_its_characters() =>
        (await server.FilterAsync("title=\"" + new string('ü', 1800) + "\"")).IsRefusal(400);

    [Theory]
    [InlineData(200, 200)]
    [InlineData(201, 400)]
    public async Task A_filter_has_at_most_200_comparisons(int comparisons, int status) =>
        (await server.FilterAsync(string.Join("||", Enumerable.Repeat("n=1", comparisons)))).Is(status);

    [Theory]
    [InlineData(8, 200)]
    [InlineData(9, 400)]
    public async Task A_sort_has_at_most_8_terms(int terms, int status) =>
        (await server.ListAsync("sort=" + string.Join(",", Enumerable.Repeat("title", terms)))).Is(status);

    [Theory]
    [InlineData(255, 200)]
    [InlineData(256, 400)]
    public async Task A_sort_term_has_at_most_255_bytes(int bytes, int status) =>
        (await server.ListAsync("sort=meta." + new string('k', bytes - "meta.".Length))).Is(status);

    [Theory]
    [InlineData(6, 200)]
    [InlineData(7, 400)]
    public async Task A_filter_follows_at_most_6_relations(int hops, int status)
    {
        var path = string.Concat(Enumerable.Repeat("parent.", hops));
        (await server.FilterAsync($"{path}title = \"x\"")).Is(status);
    }

    [Fact]
    public async Task Expand_goes_6_relations_deep_and_ignores_the_rest()
    {
        var last = server.RecordId;
        for (var n = 0; n < 8; n++) last = await server.RecordAsync("things", new { title = "deeper", parent = last });
        var answer = await server.SendRawAsync("GET", $"{HostileServer.Records}/{last}?expand={string.Join('.', Enumerable.Repeat("parent", 50))}");
        Assert.Equal(6, answer.Is(200).Text.Split("\"expand\":{\"parent\"").Length - 1);
    }

    [Fact]
    public async Task A_thousand_expand_paths_are_answered()
    {
        var answer = await server.ListAsync("expand=" + string.Join(',', Enumerable.Range(0, 1_000).Select(i => $"parent.x{i}")));
        answer.Is(200);
    }

    [Theory]
    [InlineData(1, 200)]
    [InlineData(2, 400)] // no argument of a function may be one
    [InlineData(4, 400)]
    [InlineData(200, 400)]
    public async Task Nested_functions_are_refused_at_any_depth(int depth, int status)
    {
        var call = string.Concat(Enumerable.Repeat("strftime('%Y',", depth)) + "day" + new string(')', depth);
        (await server.FilterAsync($"{call} != '2026'")).Is(status);
    }

    [Theory]
    [InlineData(10, 200)]
    [InlineData(11, 400)]
    public async Task Strftime_has_at_most_10_arguments(int arguments, int status)
    {
        var modifiers = string.Concat(Enumerable.Repeat(", '+1 days'", arguments - 2));
        (await server.FilterAsync($"strftime('%Y', day{modifiers}) != 'x'")).Is(status);
    }

    [Theory]
    [InlineData(50)]
    [InlineData(1_700)]
    public async Task Nested_groups_cost_their_sender_and_not_the_server(int depth)
    {
        var answer = await server.FilterAsync(new string('(', depth) + "1=1" + new string(')', depth));
        if (answer.Status != 200) answer.IsRefusal(400);
    }

    [Theory]
    [InlineData(5000, 200)]
    [InlineData(5001, 400)]
    public async Task A_text_has_at_most_5000_characters_by_default(int length, int status) =>
        (await server.PostAsync(HostileServer.Records, new { title = new string('é', length) }, token: null)).Is(status);

    [Theory]
    [InlineData(71, 200)]
    [InlineData(72, 400)]
    [InlineData(100_000, 400)]
    public async Task A_password_has_at_most_71_characters_by_default(int length, int status)
    {
        var password = new string('p', length);
        (await server.PostAsync("/api/collections/users/records", new { email = $"long{length}@example.com", password, passwordConfirm = password }, token: null)).Is(status);
    }

    [Fact]
    public async Task A_body_over_32_MiB_is_refused_by_its_declared_length()
    {
        // Nothing of the body is sent: the refusal must not wait for it.
        var head = $"POST /api/collections/users/auth-with-password HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {(32 << 20) + 1}\r\n\r\n";
        (await server.SendRawAsync(Encoding.ASCII.GetBytes(head))).IsRefusal(413);
    }

    [Fact]
    public async Task A_body_that_grows_over_the_limit_without_a_declared_length_is_refused_too()
    {
        var head = Encoding.ASCII.GetBytes("POST /api/collections/users/auth-with-password HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        var chunk = new byte[1 << 20];
        chunk.AsSpan().Fill((byte)' ');
        var size = Encoding.ASCII.GetBytes($"{chunk.Length:x}\r\n");
        byte[] request = [.. head, .. Enumerable.Repeat<byte[]>([.. size, .. chunk, .. "\r\n"u8], 34).SelectMany(part => part), .. "0\r\n\r\n"u8];
        var answer = await server.SendRawAsync(request);
        if (answer.Status != 0) answer.IsRefusal(413); // 0: closed under the flood before the refusal could be read
    }

    [Fact]
    public async Task A_request_line_of_60_KB_is_read()
    {
        // A filter of 3500 bytes is three times as long when every byte is percent-encoded, and other parameters stand beside it.
        var filter = "title%3D%22" + string.Concat(Enumerable.Repeat("%C3%A9", 1_700)) + "%22";
        var answer = await server.ListAsync($"filter={filter}&unknown={new string('x', 50_000)}");
        Assert.Equal(0, HostileServer.CountOf(answer));
    }

    [Fact]
    public async Task A_request_line_of_a_megabyte_is_refused()
    {
        var answer = await server.ListAsync("unknown=" + new string('x', 1 << 20));
        Assert.True(answer.Status is 0 or 400 or 414 or 431, answer.ToString()); // the HTTP server's own refusal, before any of our code
    }

    [Fact]
    public async Task Batch_is_off_until_a_superuser_switches_it_on() =>
        (await server.PostAsync("/api/batch", new { requests = Array.Empty<object>() }, token: null)).IsRefusal(403);
}
