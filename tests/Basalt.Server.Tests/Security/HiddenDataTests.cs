using System.Text.Json;

namespace Basalt.Server.Tests.Security;

/// <summary>Data that a caller may not read can't be read by another way, nor guessed from what an answer tells.</summary>
public sealed class HiddenDataTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    private const string People = "/api/collections/people/records";
    private const string Posts = "/api/collections/posts/records";
    private const string Members = "/api/collections/members/records";

    // ---- reaching through relations into locked collections

    [Theory]
    [InlineData(People, "filter=vault.token~'mango'")]
    [InlineData(People, "filter=vault.token!=''")]
    [InlineData(People, "sort=vault.token")]
    [InlineData(Posts, "filter=author.vault.token~'mango'")]
    [InlineData(Posts, "sort=-author.vault.token")]
    [InlineData(Posts, "filter=(title='Hello'%26%26author.vault.token?='mango-4711')")]
    public async Task A_filter_or_sort_does_not_reach_through_relations_into_a_locked_collection(string path, string query)
    {
        (await server.GetAsync($"{path}?{query}")).IsRefusal(400);
        (await server.GetAsync($"{path}?{query}", server.UserToken)).IsRefusal(400);
        (await server.GetAsync($"{path}?{query}", server.SuperuserToken)).Is(200);
    }

    [Theory]
    [InlineData("team.name~'team'", new[] { "Bob" })]
    [InlineData("team.name='closed team'", new string[0])]
    [InlineData("team.name!='x'", new[] { "Bob" })]
    public async Task A_filter_through_a_relation_sees_only_what_the_list_rule_of_the_target_lets_through(string filter, string[] names)
    {
        var items = (await server.GetAsync($"{People}?filter={filter}%26%26(name='Ana'||name='Bob')")).Is(200).Json.GetProperty("items");
        Assert.Equal(names, items.EnumerateArray().Select(item => item.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Expand_leaves_out_records_that_the_view_rule_of_their_collection_refuses_on_every_path()
    {
        string[] paths =
        [
            $"{People}/{server.PersonId}?expand=vault,team", $"{People}?filter=name='Ana'&expand=vault,team", $"{Posts}/{server.PostId}?expand=author.vault,author.team",
            $"{Posts}?expand=author.vault,author.team&fields=*,expand.author.expand.vault.token,expand.author.expand.team.name",
        ];
        foreach (var path in paths)
        {
            var answer = (await server.GetAsync(path)).Is(200);
            Assert.DoesNotContain(GuardedServer.Secret, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("closed team", answer.Text, StringComparison.Ordinal);
        }

        var patched = (await server.SendAsync(HttpMethod.Patch, $"{People}/{server.PersonId}?expand=vault,team", new { name = "Ana" }, token: null)).Is(200);
        Assert.DoesNotContain(GuardedServer.Secret, patched.Text, StringComparison.Ordinal);
        var batch = (await server.PostAsync("/api/batch", new { requests = new[] { new { method = "PATCH", url = $"{People}/{server.PersonId}?expand=vault,team", body = new { name = "Ana" } } } }, token: null)).Is(200);
        Assert.DoesNotContain(GuardedServer.Secret, batch.Text, StringComparison.Ordinal);
    }

    // ---- guessing letter by letter

    public static TheoryData<string, string> Oracles => new()
    {
        { People, "filter=secret~'{0}%25'" },
        { People, "filter=secret>='{0}'" },
        { People, "filter=secret:lower~'{0}%25'" },
        { People, "filter=(name='Ana'%26%26secret~'{0}%25')" },
        { People, "filter='{0}'~secret" },
        { People, "filter=strftime(secret,'{0}')!=''" },
        { Posts, "filter=author.secret~'{0}%25'" },
        { Posts, "filter=author.secret?~'{0}%25'" },
        { Members, "filter=email~'{0}%25'" },
        { Members, "filter=password~'{0}%25'" },
        { Members, "filter=tokenKey~'{0}%25'" },
        { Posts, "filter=member.email~'{0}%25'" },
        { Posts, "filter=member.tokenKey~'{0}%25'" },
        { Posts, "filter=member.password>'{0}'" },
        { "/api/collections/users/records", "filter=tokenKey~'{0}%25'" },
    };

    [Theory, MemberData(nameof(Oracles))]
    public async Task A_hidden_value_can_not_be_guessed_letter_by_letter(string path, string query)
    {
        foreach (var token in (string?[])[null, server.UserToken])
        {
            var seen = new HashSet<string>();
            for (var letter = 'a'; letter <= 'z'; letter++) seen.Add(await server.ObservedAsync($"{path}?{query.Replace("{0}", letter.ToString(), StringComparison.Ordinal)}", token));
            Assert.True(seen.Count == 1, $"answers that differ by the letter:\n{string.Join('\n', seen)}");
        }
    }

    [Theory]
    [InlineData(People, "secret")]
    [InlineData(People, "-secret")]
    [InlineData(People, "secret:lower")]
    [InlineData(Posts, "author.secret")]
    [InlineData(Members, "tokenKey")]
    [InlineData(Members, "password")]
    public async Task A_hidden_value_can_not_be_told_from_the_order_of_records(string path, string sort) =>
        (await server.GetAsync($"{path}?sort={sort}")).IsRefusal(400);

    // ---- names that are not fields

    [Theory]
    [InlineData("people.secret")]
    [InlineData("t1.secret")]
    [InlineData("SECRET")]
    [InlineData("`secret`")]
    [InlineData("[[secret]]")]
    [InlineData("\"people\".\"secret\"")]
    [InlineData("name.secret")]
    [InlineData("rowid")]
    [InlineData("_rowid_")]
    [InlineData("sqlite_master.sql")]
    public async Task An_alias_or_another_spelling_is_no_way_to_a_hidden_field(string name)
    {
        var encoded = Uri.EscapeDataString(name);
        (await server.GetAsync($"{People}?filter={encoded}%3D'mango-4711'")).IsRefusalOrEmpty();
        (await server.GetAsync($"{People}?sort={encoded}")).IsRefusal(400);
    }

    [Theory]
    [InlineData("where[secret][$startsWith]=mango")]
    [InlineData("filters[secret][$eq]=pear-0815")]
    [InlineData("pagination[withCount]=true&where[secret]=x")]
    [InlineData("q=mango&search=mango&_q=mango")]
    [InlineData("populate=*&select=secret&include=vault")]
    [InlineData("Filter=secret%3D'x'&FILTER=secret%3D'x'")]
    [InlineData("filter=&filter=secret%3D'x'")]
    [InlineData("expand[]=vault&fields[]=secret")]
    public async Task An_unknown_query_parameter_changes_nothing(string query)
    {
        const string FirstTwo = $"{People}?perPage=2&skipTotal=1"; // whatever other tests add comes behind them
        var plain = (await server.GetAsync(FirstTwo)).Is(200);
        Assert.Equal(plain.Text, (await server.GetAsync($"{FirstTwo}&{query}")).Is(200).Text);
    }

    [Fact]
    public async Task Totals_count_only_what_the_caller_may_list()
    {
        var guest = (await server.GetAsync("/api/collections/teams/records")).Is(200).Json;
        Assert.Equal((1, 1), (guest.GetProperty("totalItems").GetInt32(), guest.GetProperty("totalPages").GetInt32()));
        Assert.Equal(2, (await server.GetAsync("/api/collections/teams/records", server.SuperuserToken)).Is(200).Json.GetProperty("totalItems").GetInt32());
    }

    // ---- redaction by identity, not by name

    [Fact]
    public async Task A_hidden_field_stays_hidden_under_the_alias_of_a_view()
    {
        await server.CollectionAsync(new
        {
            name = "labels",
            type = "view",
            listRule = "",
            viewRule = "",
            viewQuery = "SELECT id, name, secret AS label FROM people",
        });
        var answer = (await server.GetAsync("/api/collections/labels/records?fields=*,label,secret")).Is(200);
        Assert.DoesNotContain(GuardedServer.Secret, answer.Text, StringComparison.Ordinal);
        (await server.GetAsync("/api/collections/labels/records?filter=label~'mango%25'")).IsRefusal(400);
        (await server.GetAsync("/api/collections/labels/records?sort=label")).IsRefusal(400);
    }

    [Fact]
    public async Task Secrets_of_accounts_stay_hidden_under_the_alias_of_a_view()
    {
        await server.CollectionAsync(new
        {
            name = "accounts",
            type = "view",
            listRule = "",
            viewRule = "",
            viewQuery = "SELECT id, tokenKey AS a, password AS b FROM members",
        });
        foreach (var item in (await server.GetAsync("/api/collections/accounts/records")).Is(200).Json.GetProperty("items").EnumerateArray())
        {
            Assert.Equal(["collectionId", "collectionName", "id"], item.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("*")]
    [InlineData("secret")]
    [InlineData("id,secret")]
    [InlineData("*,secret")]
    [InlineData("secret:excerpt(5)")]
    [InlineData("*:excerpt(50)")]
    [InlineData("expand.author.secret,expand.author")]
    [InlineData("email,password,tokenKey,*")]
    public async Task Fields_picks_from_what_is_visible_and_brings_nothing_back(string fields)
    {
        foreach (var path in (string[])[$"{People}/{server.PersonId}?", $"{People}?", $"{Posts}?expand=author&", $"{Members}?", $"{Members}/{server.MemberId}?", $"{Posts}?expand=member&"])
        {
            var answer = (await server.GetAsync($"{path}fields={fields}")).Is(200);
            Assert.DoesNotContain(GuardedServer.Secret, answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("mango@example.com", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("tokenKey", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("$argon2", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Passwords_and_token_keys_are_sent_to_nobody_not_even_to_superusers()
    {
        var own = (await server.GetAsync($"{Members}/{server.MemberId}", server.SuperuserToken)).Is(200);
        Assert.Equal("mango@example.com", own.Json.GetProperty("email").GetString());
        Assert.False(own.Json.TryGetProperty("password", out _));
        Assert.False(own.Json.TryGetProperty("tokenKey", out _));
    }

    [Fact]
    public async Task A_value_for_a_hidden_field_is_dropped_from_a_callers_body_on_every_path()
    {
        var made = (await server.PostAsync(People, new { name = "Eve", secret = "chosen" }, token: null)).Is(200).Json.GetProperty("id").GetString();
        (await server.SendAsync(HttpMethod.Patch, $"{People}/{made}", new { secret = "chosen" }, token: null)).Is(200);
        (await server.PostAsync("/api/batch", new { requests = new[] { new { method = "PUT", url = People, body = new { id = made, secret = "chosen" } } } }, token: null)).Is(200);
        var seen = (await server.GetAsync($"{People}/{made}", server.SuperuserToken)).Is(200).Json;
        Assert.Equal(JsonValueKind.String, seen.GetProperty("secret").ValueKind);
        Assert.Equal("", seen.GetProperty("secret").GetString());
    }
}
