using System.Text.Json;
using Basalt.Records;
using Basalt.Server.Tests.Auth;

namespace Basalt.Server.Tests.Records;

/// <summary>Who sees the address of an account (the protocol, records page): itself, superusers, its managers, or everybody if it wants that.</summary>
public sealed class EmailVisibilityTests
{
    private const string Bob = "bob000000000001"; // keeps his address to himself
    private const string Eve = "eve000000000001"; // shows hers

    public static TheoryData<string, string?, string, bool> Readers => new()
    {
        // who asks, the manage rule, whose address, whether it is shown
        { "", null, Bob, false },
        { "", "", Bob, false },
        { "", "email != ''", Bob, false }, // a guest manages nobody
        { "", null, Eve, true },
        { "ana", null, AccountWorld.Ana, true },
        { "ana", null, Bob, false },
        { "ana", "", Bob, false },
        { "ana", "@request.auth.id = 'ana000000000001'", Bob, true },
        { "ana", "@request.auth.id != 'ana000000000001'", Bob, false },
        { "ana", "name = 'Bob'", Bob, true },
        { "ana", "name = 'Eve'", Bob, false },
        { "ana", "nothing = 1", Bob, false }, // a rule that broke gives nobody more
        { "ana", "nothing = 1", Eve, true },
        { "boss", null, Bob, true },
    };

    [Theory, MemberData(nameof(Readers))]
    public async Task An_address_is_shown_on_every_path_or_on_none(string who, string? manageRule, string whose, bool isShown)
    {
        await using var server = await StartAsync(manageRule);
        var token = await server.TokenOfAsync(who);

        var (_, view) = await server.SendAsync("GET", "members/records/" + whose, "", token: token);
        var (_, list) = await server.SendAsync("GET", "members/records", "", token: token);
        var (_, note) = await server.SendAsync("GET", $"notes/records/note_{whose[..3]}0000000?expand=member", "", token: token);
        var (_, notes) = await server.SendAsync("GET", "notes/records?expand=members", "", token: token);

        var listed = list.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([AccountWorld.Ana, Bob, Eve], listed.Select(IdOf));
        var expanded = notes.GetProperty("items").EnumerateArray().Select(n => n.GetProperty("expand").GetProperty("members").EnumerateArray().Select(IdOf));
        Assert.All(expanded, ids => Assert.Equal([AccountWorld.Ana, Bob, Eve], ids));
        JsonElement[] shown =
        [
            view,
            listed.Single(m => IdOf(m) == whose),
            note.GetProperty("expand").GetProperty("member"),
            .. notes.GetProperty("items").EnumerateArray().Select(n => n.GetProperty("expand").GetProperty("members").EnumerateArray().Single(m => IdOf(m) == whose)),
        ];
        Assert.All(shown, member => Assert.Equal(isShown, member.TryGetProperty("email", out _)));
    }

    private static async Task<AuthServer> StartAsync(string? manageRule)
    {
        var server = await AuthServer.StartAsync(o => o with { ManageRule = manageRule });
        var world = server.World;
        await world.AddAsync(Bob, "bob@example.com", "", r => r["name"] = Value.Text("Bob"));
        await world.AddAsync(Eve, "eve@example.com", "", r => (r["name"], r["emailVisibility"]) = (Value.Text("Eve"), Value.Bool(true)));
        await world.Bench.AddAsync(Schemas.Of("notes", Schemas.Open, Schemas.Relation("member", "members"), Schemas.Relation("members", "members", max: 9)));
        foreach (var id in (string[])[AccountWorld.Ana, Bob, Eve])
        {
            await world.Bench.PutAsync("notes", $"note_{id[..3]}0000000", r =>
                (r["member"], r["members"]) = (Value.Text(id), Value.List([AccountWorld.Ana, Bob, Eve])));
        }

        return server;
    }

    private static string? IdOf(JsonElement record) => record.GetProperty("id").GetString();
}
