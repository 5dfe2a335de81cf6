using Basalt.Server.Tests.Running;

namespace Basalt.Server.Tests.Security;

/// <summary>
/// A server whose data has something to steal: a locked collection (vault), a hidden field (people.secret), e-mails that are not
/// visible (members), a collection open only in part (teams), and public posts with relations into all of them.
/// </summary>
public sealed class GuardedServer : RunningServer
{
    public const string Secret = "mango-4711";

    public string PersonId { get; private set; } = "";
    public string PostId { get; private set; } = "";
    public string MemberId { get; private set; } = "";

    protected override bool HasBatch => true;

    protected override async ValueTask PrepareAsync()
    {
        await CollectionAsync(new { id = "guardvault00001", name = "vault", type = "base", fields = new object[] { Text("token") } });
        await CollectionAsync(new { id = "guardteams00001", name = "teams", type = "base", listRule = "open = true", viewRule = "open = true", fields = new object[] { Text("name"), new { name = "open", type = "bool" } } });
        await CollectionAsync(new
        {
            id = "guardpeople0001",
            name = "people",
            type = "base",
            listRule = "",
            viewRule = "",
            createRule = "",
            updateRule = "",
            fields = new object[] { Text("name"), new { name = "secret", type = "text", hidden = true }, new { name = "meta", type = "json" }, Relation("vault", "guardvault00001"), Relation("team", "guardteams00001") },
        });
        await CollectionAsync(new { id = "guardmembers001", name = "members", type = "auth", listRule = "", viewRule = "", createRule = "" });
        await CollectionAsync(new
        {
            id = "guardposts00001",
            name = "posts",
            type = "base",
            listRule = "",
            viewRule = "",
            createRule = "",
            updateRule = "",
            fields = new object[] { Text("title"), Relation("author", "guardpeople0001"), Relation("member", "guardmembers001") },
        });
        await FillAsync();
    }

    /// <summary>Ids of the records a guest gets for a query, or the refusal as text: what an attacker can tell apart.</summary>
    internal async Task<string> ObservedAsync(string path, string? token = null)
    {
        var answer = await GetAsync(path, token);
        return $"{answer.Status} {answer.Text}";
    }

    private static object Text(string name) => new { name, type = "text" };

    private static object Relation(string name, string collectionId) => new { name, type = "relation", collectionId, maxSelect = 1 };

    private async Task FillAsync()
    {
        var vault = await RecordAsync("vault", new { token = Secret });
        var closed = await RecordAsync("teams", new { name = "closed team", open = false });
        var open = await RecordAsync("teams", new { name = "open team", open = true });
        PersonId = await RecordAsync("people", new { name = "Ana", secret = Secret, vault, team = closed, meta = new { a = 1 } });
        await RecordAsync("people", new { name = "Bob", secret = "pear-0815", team = open });
        MemberId = await RecordAsync("members", new { email = "mango@example.com", password = Password, passwordConfirm = Password });
        PostId = await RecordAsync("posts", new { title = "Hello", author = PersonId, member = MemberId });
    }
}
