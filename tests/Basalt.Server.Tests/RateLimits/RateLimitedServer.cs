using System.Text.Json;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Tests.Auth;
using Basalt.Server.Tests.Records;

namespace Basalt.Server.Tests.RateLimits;

/// <summary>An <see cref="AuthServer"/> with a view and open collections, whose limits a test sets in a line. Its clock stands still.</summary>
public sealed class RateLimitedServer : IAsyncLifetime
{
    public const string Posts = "/api/collections/posts/records";
    public const string SignIn = "/api/collections/members/auth-with-password";

    private string _boss = "";
    private string _ana = "";

    internal AuthServer Server { get; private set; } = null!; // started before the first test

    internal Workbench Bench => Server.World.Bench;

    public async ValueTask InitializeAsync()
    {
        Server = await AuthServer.StartAsync();
        var view = new Collection
        {
            Id = "pbc_titles",
            Name = CollectionName.Parse("titles"),
            Type = CollectionType.View,
            ViewQuery = "SELECT id, title FROM posts",
            Rules = Schemas.Open,
            Fields = [new TextField { Id = "text_id", Name = "id", System = true, Required = true, PrimaryKey = true }, Schemas.Text("title")],
        };
        await Bench.AddAsync(Schemas.Of("notes", Schemas.Open, Schemas.Text("title")), Schemas.Of("locked", RuleSet.Locked), view);
        await Bench.PutAsync("posts", "post00000000001", r => r["title"] = Value.Text("first"));
        (_boss, _ana) = ((await Server.TokenOfAsync("boss"))!, (await Server.TokenOfAsync("ana"))!);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    /// <summary>Begins anew: forgets what was counted.</summary>
    /// <param name="rules">As <c>label@audience requests/seconds</c>, with commas between them.</param>
    /// <param name="more">More groups of the settings, as JSON members.</param>
    public Task LimitAsync(string rules, string more = "") => LimitAsync(rules, [], more);

    public async Task LimitAsync(string rules, IReadOnlyList<string> excluded, string more = "")
    {
        var stored = rules.Split(", ").Select(Rule);
        var limits = JsonSerializer.Serialize(new { enabled = true, excludedIPs = excluded, rules = stored });
        await SaveAsync($$"""{"rateLimits":{{limits}},"trustedProxy":{"headers":[]},"batch":{"enabled":true} {{(more.Length > 0 ? "," + more : "")}} }""");
    }

    public async Task SaveAsync(string settings) => Assert.Equal(200, await StatusAsync("PATCH /api/settings", settings, "boss"));

    /// <param name="request">Method and path.</param>
    /// <param name="body">JSON, or "" for none.</param>
    /// <param name="who">ana, boss or nobody ("").</param>
    /// <param name="headers">Sent besides.</param>
    public Task<int> StatusAsync(string request, string body = "", string who = "", params (string, string)[] headers) =>
        Server.StatusAsync(request.Split(' ')[0], request.Split(' ', 2)[1], body, TokenOf(who), headers);

    /// <summary>Statuses of the same request, sent several times.</summary>
    public async Task<string> StatusesAsync(int times, string request, string body = "", string who = "")
    {
        var statuses = new List<int>();
        for (var i = 0; i < times; i++) statuses.Add(await StatusAsync(request, body, who));
        return string.Join(' ', statuses);
    }

    public async Task<(int Status, JsonElement Json)> BatchAsync(string items, string who = "")
    {
        using var response = await Server.RespondAsync("POST", "/api/batch", $$"""{"requests":[{{items}}]}""", token: TokenOf(who));
        return ((int)response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    private string? TokenOf(string who) => who switch { "boss" => _boss, "ana" => _ana, "" => null, _ => who };

    private static object Rule(string rule)
    {
        var (label, limit) = (rule[..rule.LastIndexOf(' ')], rule.Split(' ')[^1].Split('/'));
        var at = label.IndexOf('@', StringComparison.Ordinal);
        return new
        {
            label = at < 0 ? label : label[..at],
            audience = at < 0 ? "" : label[at..],
            maxRequests = int.Parse(limit[0], System.Globalization.CultureInfo.InvariantCulture),
            duration = int.Parse(limit[1], System.Globalization.CultureInfo.InvariantCulture),
        };
    }
}
