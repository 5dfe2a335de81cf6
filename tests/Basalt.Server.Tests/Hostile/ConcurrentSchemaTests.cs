using System.Text.Json;

namespace Basalt.Server.Tests.Hostile;

/// <summary>Readers and writers during schema changes see the old schema or the new one, never a half, and never a 500.</summary>
public sealed class ConcurrentSchemaTests(HostileServer server) : IClassFixture<HostileServer>
{
    private const int Changes = 15;

    [Fact]
    public async Task Given_a_field_that_comes_and_goes_when_records_are_listed_and_made_then_every_answer_is_of_one_schema()
    {
        await server.AdminAsync(HttpMethod.Post, "/api/collections", new
        {
            name = "moving",
            type = "base",
            listRule = "",
            viewRule = "",
            createRule = "",
            fields = new object[] { new { name = "title", type = "text" } },
        });
        for (var i = 0; i < 20; i++) (await server.PostAsync("/api/collections/moving/records", new { title = $"t{i}" }, token: null)).Is(200);

        using var changed = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 3).Select(i => i == 0 ? WriteUntilAsync(changed.Token) : ReadUntilAsync(changed.Token)).ToList();
        try
        {
            for (var i = 0; i < Changes; i++) await ToggleAsync(withRank: i % 2 == 0);
        }
        finally
        {
            await changed.CancelAsync();
            await Task.WhenAll(clients);
        }

        (await server.GetAsync("/api/health")).Is(200);
    }

    private async Task ToggleAsync(bool withRank)
    {
        object[] fields = [new { name = "title", type = "text", id = "text724990059" }, .. withRank ? [new { name = "rank", type = "number" }] : Array.Empty<object>()];
        await server.AdminAsync(HttpMethod.Patch, "/api/collections/moving", new { fields, listRule = withRank ? "rank >= 0" : "" });
    }

    private async Task ReadUntilAsync(CancellationToken changed)
    {
        while (!changed.IsCancellationRequested)
        {
            foreach (var query in (string[])["", "?sort=-rank", "?filter=rank%3E%3D0"])
            {
                var answer = await server.GetAsync("/api/collections/moving/records" + query);
                if (answer.Status != 200)
                {
                    answer.IsRefusal(400); // the field of the filter is not there at this moment
                    continue;
                }

                var shapes = answer.Json.GetProperty("items").EnumerateArray().Select(KeysOf).Distinct().ToList();
                Assert.True(shapes.Count <= 1, $"records of two schemas in one answer: {string.Join(" / ", shapes)}");
            }
        }
    }

    private async Task WriteUntilAsync(CancellationToken changed)
    {
        while (!changed.IsCancellationRequested)
        {
            var answer = await server.PostAsync("/api/collections/moving/records", new { title = "new", rank = 5 }, token: null);
            answer.Is(200);
        }
    }

    private static string KeysOf(JsonElement record) => string.Join(',', record.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
}
