using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Server.Tests.Auth;

/// <summary>Signing in by an identity provider, and which account that is (the protocol, accounts page, section 4).</summary>
public sealed class OAuth2Tests
{
    private const string SignIn = "members/auth-with-oauth2";
    private const string Code = """{"provider":"oidc","code":"good","codeVerifier":"ver","redirectURL":"https://app.example/r"}""";
    private const string Bob = "bob000000000001";
    private const string Loading = "400 An error occurred while loading the submitted data.";

    public static TheoryData<string, string, string> Requests => new()
    {
        { SignIn, Code, "200" },
        { SignIn, "", "400 code validation_required, provider validation_required" },
        { SignIn, "{", Loading },
        { SignIn, """{"provider":"oidc"}""", "400 code validation_required" },
        { SignIn, """{"provider":"google","code":"x"}""", "400 provider validation_invalid_provider" },
        { SignIn, """{"provider":"OIDC","code":"x"}""", "400 provider validation_invalid_provider" },
        { SignIn, $$"""{"provider":"{{new string('p', 100)}}","code":"x"}""", "400 provider validation_invalid_provider" },
        { SignIn, $$"""{"provider":"{{new string('p', 101)}}","code":"x"}""", "400 provider validation_length_too_long" },
        { SignIn, """{"provider":"oidc","code":"bad"}""", "400 Failed to fetch OAuth2 token." },
        { SignIn, """{"provider":"oidc","code":{}}""", Loading },
        { SignIn, """{"provider":["oidc"],"code":"good"}""", Loading },
        { "silent/auth-with-oauth2", "{", "403 The collection is not configured to allow OAuth2 authentication." },
        { "_superusers/auth-with-oauth2", "{", "403 The collection is not configured to allow OAuth2 authentication." },
        { "posts/auth-with-oauth2", "{", "404 Missing or invalid auth collection context." },
    };

    [Theory, MemberData(nameof(Requests))]
    public async Task A_request_is_answered_in_the_protocols_order(string path, string body, string outcome)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider);
        Assert.Equal(outcome, await server.OutcomeAsync(path, body));
    }

    [Fact]
    public async Task The_offer_holds_what_a_client_needs_and_the_verifier_goes_on_to_the_provider()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var (_, methods) = await server.SendAsync("GET", "members/auth-methods", "");
        var offer = methods.GetProperty("oauth2").GetProperty("providers")[0];
        var (verifier, challenge, url) = (offer.GetProperty("codeVerifier").GetString()!, offer.GetProperty("codeChallenge").GetString()!, offer.GetProperty("authURL").GetString()!);
        Assert.Matches("^[A-Za-z0-9]{43}$", verifier);
        Assert.Equal(Microsoft.IdentityModel.Tokens.Base64UrlEncoder.Encode(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier))), challenge);
        Assert.Equal(
            $"{provider.Url}/auth?client_id=basalt+client&code_challenge={challenge}&code_challenge_method=S256&response_type=code&scope=openid+email+profile&state={offer.GetProperty("state").GetString()}&redirect_uri=",
            url);
        Assert.DoesNotContain(IdentityProvider.ClientSecret, methods.GetRawText(), StringComparison.Ordinal);

        Assert.Equal("200", await server.OutcomeAsync(SignIn, Code));
        Assert.True(provider.Exchanges.TryDequeue(out var form));
        Assert.Equal(("ver", "https://app.example/r", "authorization_code"), ($"{form["code_verifier"]}", $"{form["redirect_uri"]}", $"{form["grant_type"]}"));
    }

    public static TheoryData<string, string> Redirects => new()
    {
        { """{"provider":"oidc","code":"good","redirectURL":"https://a.example"}""", "https://a.example" },
        { """{"provider":"oidc","code":"good","redirectUrl":"https://b.example"}""", "https://b.example" },
        { """{"provider":"oidc","code":"good","redirectURL":"","redirectUrl":"https://b.example"}""", "https://b.example" },
        { """{"provider":"oidc","code":"good","redirectURL":"https://a.example","redirectUrl":"https://b.example"}""", "https://a.example" },
    };

    [Theory, MemberData(nameof(Redirects))]
    public async Task The_address_of_the_authorize_step_goes_on_by_either_name(string body, string expected)
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider);
        Assert.Equal("200", await server.OutcomeAsync(SignIn, body));
        Assert.True(provider.Exchanges.TryDequeue(out var form));
        Assert.Equal(expected, $"{form["redirect_uri"]}");
    }

    public static TheoryData<string, string, string, string> Links => new()
    {
        // a link of Ana's: its collection, provider and id there; whether the identity "one" of oidc is hers
        { "pbc_members", "oidc", "one", "ana" },
        { "pbc_members", "oidc2", "one", "new" },
        { "pbc_members", "OIDC", "one", "new" },
        { "pbc_members", "oidc", "two", "new" },
        { "pbc_members", "oidc", "One", "new" },
        { "pbc_members", "oidc", "one ", "new" },
        { "pbc_silent", "oidc", "one", "new" },
    };

    [Theory, MemberData(nameof(Links))]
    public async Task An_identity_is_known_by_its_collection_provider_and_id_to_the_letter(string collection, string linked, string id, string expected)
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.UserJson = """{"sub":"one","email":"other@example.com","email_verified":true}""";
        await using var server = await StartAsync(provider);
        await server.World.SetAsync(AccountWorld.Ana, r => r["verified"] = Value.Bool(true));
        await LinkAsync(server, AccountWorld.Ana, linked, id, collection);

        var (status, json) = await server.SendAsync("POST", SignIn, Code);

        Assert.Equal((200, expected), (status, json.GetProperty("record").GetProperty("id").GetString() == AccountWorld.Ana ? "ana" : "new"));
    }

    [Fact]
    public async Task A_name_that_somebody_else_has_is_taken_where_it_need_not_be_the_only_one()
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.UserJson = """{"sub":"n-1","email":"new@example.com","email_verified":true,"preferred_username":"same"}""";
        await using var server = await StartAsync(provider, o => o with { OAuth2 = o.OAuth2 with { MappedFields = new OAuth2MappedFields(Username: "name") } });
        await server.World.AddAsync(Bob, "bob@example.com", "", r => r["name"] = Value.Text("same"));

        var (_, json) = await server.SendAsync("POST", SignIn, Code);

        Assert.Equal("same", json.GetProperty("record").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_provider_that_wants_the_secret_in_the_form_is_asked_so_from_then_on()
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.WantsForm = true;
        await using var server = await StartAsync(provider);
        Assert.Equal("200", await server.OutcomeAsync(SignIn, Code));
        Assert.Equal(2, provider.Exchanges.Count);
        Assert.Equal("200", await server.OutcomeAsync(SignIn, Code));
        Assert.Equal(3, provider.Exchanges.Count);
    }

    [Fact]
    public async Task An_account_that_somebody_else_made_for_the_address_is_taken_from_them()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider); // Ana is unverified and has a password
        await LinkAsync(server, AccountWorld.Ana, "google", "evil-1");
        var session = await server.TokenOfAsync("ana");

        var (status, json) = await server.SendAsync("POST", SignIn, Code);

        Assert.Equal((200, AccountWorld.Ana, false), (status, json.GetProperty("record").GetProperty("id").GetString(), json.GetProperty("meta").GetProperty("isNew").GetBoolean()));
        Assert.Equal("400 Failed to authenticate.", await server.OutcomeAsync("members/auth-with-password", AuthServer.AnasBody));
        Assert.Equal(401, (await server.SendAsync("POST", "members/auth-refresh", "", token: session)).Status);
        Assert.Equal(["oidc ana-1"], await LinksAsync(server));
        Assert.True((await server.World.AnaAsync()).IsTrue("verified"));
        Assert.Equal(200, (await server.SendAsync("POST", "members/auth-refresh", "", token: json.GetProperty("token").GetString())).Status);
    }

    [Fact]
    public async Task Whoever_links_an_account_from_within_keeps_its_password()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider); // Ana is unverified
        Assert.Equal("200", await server.OutcomeAsync(SignIn, Code, "ana"));
        Assert.Equal("200", await server.OutcomeAsync("members/auth-with-password", AuthServer.AnasBody));
        Assert.True((await server.World.AnaAsync()).IsTrue("verified"));
    }

    [Fact]
    public async Task Whoever_is_thrown_out_while_the_provider_thinks_is_not_linked()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var token = await server.TokenOfAsync("ana");
        provider.Meanwhile = () => server.World.SetAsync(AccountWorld.Ana, r => r["tokenKey"] = Value.Text(new string('k', 50)));

        Assert.Equal(401, (await server.SendAsync("POST", SignIn, Code, token: token)).Status);

        Assert.Empty(await LinksAsync(server));
    }

    [Fact]
    public async Task An_address_given_at_sign_up_that_the_provider_does_not_know_gives_nothing_to_keep()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider);
        provider.UserJson = """{"sub":"eve","email":"eve@example.com","email_verified":true}""";
        var (_, made) = await server.SendAsync("POST", SignIn, """{"provider":"oidc","code":"good","createData":{"email":"victim@example.com","verified":false}}""");
        var id = made.GetProperty("record").GetProperty("id").GetString();
        Assert.False(made.GetProperty("record").GetProperty("verified").GetBoolean());

        provider.UserJson = """{"sub":"victim","email":"victim@example.com","email_verified":true}""";
        var (_, victim) = await server.SendAsync("POST", SignIn, """{"provider":"oidc2","code":"good"}""");
        Assert.Equal(id, victim.GetProperty("record").GetProperty("id").GetString());
        Assert.Equal(["oidc2 victim"], await LinksAsync(server));
        Assert.Equal(401, (await server.SendAsync("POST", "members/auth-refresh", "", token: made.GetProperty("token").GetString())).Status);

        provider.UserJson = """{"sub":"eve","email":"eve@example.com","email_verified":true}""";
        var (_, eve) = await server.SendAsync("POST", SignIn, Code);
        Assert.NotEqual(id, eve.GetProperty("record").GetProperty("id").GetString());
        provider.UserJson = """{"sub":"victim","email":"victim@example.com","email_verified":true}""";
        var (_, again) = await server.SendAsync("POST", SignIn, """{"provider":"oidc2","code":"good"}""");
        Assert.Equal(id, again.GetProperty("record").GetProperty("id").GetString()); // and its owner is not locked out
    }

    [Fact]
    public async Task A_verified_account_keeps_everything()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider);
        await server.World.SetAsync(AccountWorld.Ana, r => r["verified"] = Value.Bool(true));
        await LinkAsync(server, AccountWorld.Ana, "google", "g-1");
        var session = await server.TokenOfAsync("ana");
        Assert.Equal("200", await server.OutcomeAsync(SignIn, Code));
        Assert.Equal(["google g-1", "oidc ana-1"], await LinksAsync(server));
        Assert.Equal(200, (await server.SendAsync("POST", "members/auth-refresh", "", token: session)).Status);
        Assert.Equal("200", await server.OutcomeAsync("members/auth-with-password", AuthServer.AnasBody));
    }

    public static TheoryData<string, string, string, string> Users => new()
    {
        // the provider's user, caller, createData, who is in: ana, new or a refusal
        { """{"sub":"1","email":"ana@example.com","email_verified":true}""", "", "{}", "ana" },
        { """{"sub":"1","email":"ana@example.com","email_verified":"true"}""", "", "{}", "ana" },
        { """{"sub":"1","email":"ana@example.com","email_verified":false}""", "", """{"email":"mine@example.com"}""", "new" }, // nobody vouches for it
        { """{"sub":"1","email":"ana@example.com"}""", "", """{"email":"mine@example.com"}""", "new" },
        { """{"sub":"1","email":"ana@example.com"}""", "", "{}", "400 email validation_required" },
        { """{"sub":"1","email":"Ana@example.com","email_verified":true}""", "", "{}", "new" },
        { """{"sub":"1","email":"other@example.com","email_verified":true}""", "ana", "{}", "ana" },   // explicit linking
        { """{"sub":"1"}""", "ana", "{}", "ana" },
        { """{"sub":"1","email":"other@example.com","email_verified":true}""", "boss", "{}", "new" },  // a caller of another collection is not linked
        { """{"sub":"1","email":"other@example.com","email_verified":true}""", "", "[]", "new" },
        { """{"sub":"1","email":"other@example.com","email_verified":true}""", "", "\"text\"", "new" },
        { """{"sub":"1","email":"other@example.com","email_verified":true}""", "", "null", "new" },
        { """{"sub":"1"}""", "", """{"email":"mine@example.com"}""", "new" }, // Bob, who has no address either, is somebody else
        { """{"sub":"","email":"ana@example.com","email_verified":true}""", "", "{}", "400 providerId validation_required" },
        { """{"sub":"1","email":"new@example.com","email_verified":true}""", "", """{"email":"ana@example.com"}""", "400 email validation_not_unique" },
        { """{"sub":"1","email":"new@example.com","email_verified":true}""", "", """{"verified":true}""", "400 verified validation_values_mismatch" },
        { "[]", "", "{}", "400 Failed to fetch OAuth2 user." },
        { """{"sub":"\ud800","email":"new@example.com","email_verified":true}""", "", "{}", "400 Failed to fetch OAuth2 user." }, // half a character is nobody
        { """{"sub":"1","email":"new@example.com","email_verified":true,"\udc00":1}""", "", "{}", "400 Failed to fetch OAuth2 user." },
        { "no json", "", "{}", "400 Failed to fetch OAuth2 user." },
    };

    [Theory, MemberData(nameof(Users))]
    public async Task A_user_of_the_provider_is(string user, string caller, string createData, string expected)
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.UserJson = user;
        await using var server = await StartAsync(provider);
        await server.World.AddAsync(Bob, "", "");
        var token = await server.TokenOfAsync(caller);
        var body = $$"""{"provider":"oidc","code":"good","createData":{{createData}}}""";
        if (expected.StartsWith("400", StringComparison.Ordinal))
        {
            Assert.Equal(expected, await server.OutcomeAsync(SignIn, body));
            Assert.Empty(await LinksAsync(server));
            return;
        }

        var (status, json) = await server.SendAsync("POST", SignIn, body, token: token);
        var id = json.GetProperty("record").GetProperty("id").GetString();
        Assert.Equal((200, expected), (status, id == AccountWorld.Ana ? "ana" : id == Bob ? "bob" : "new"));
        Assert.Equal(expected == "new", json.GetProperty("meta").GetProperty("isNew").GetBoolean());
        Assert.Equal(["oidc 1"], await LinksAsync(server));
    }

    [Theory, InlineData("?token={0}", ""), InlineData("?access_token={0}&Authorization={0}", ""), InlineData("", ",\"token\":\"{0}\",\"Authorization\":\"{0}\",\"record\":\"ana000000000001\"")]
    public async Task Only_the_caller_is_linked_and_nobody_whom_the_address_or_the_body_names(string query, string more)
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.UserJson = """{"sub":"eve","email":"eve@example.com","email_verified":true}""";
        await using var server = await StartAsync(provider);
        var token = await server.TokenOfAsync("ana");
        var body = Code[..^1] + more.Replace("{0}", token, StringComparison.Ordinal) + "}";

        var (status, json) = await server.SendAsync("POST", SignIn + query.Replace("{0}", token, StringComparison.Ordinal), body);

        Assert.Equal((200, true), (status, json.GetProperty("meta").GetProperty("isNew").GetBoolean()));
        Assert.NotEqual(AccountWorld.Ana, json.GetProperty("record").GetProperty("id").GetString());
    }

    public static TheoryData<string, string, string> Addresses => new()
    {
        // the provider's user, and what the caller's account says then: its address and whether it is verified, or a refusal
        { """{"sub":"1","email":"new@example.com","email_verified":true}""", "new@example.com True", "oidc 1" },
        { """{"sub":"1"}""", " True", "oidc 1" },
        { """{"sub":"1","email":"bob@example.com","email_verified":true}""", "400 email validation_not_unique", "" },
    };

    [Theory, MemberData(nameof(Addresses))]
    public async Task A_caller_without_an_address_takes_that_of_the_provider(string user, string expected, string links)
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.UserJson = user;
        await using var server = await StartAsync(provider);
        await server.World.AddAsync(Bob, "bob@example.com", "");
        var token = await server.TokenOfAsync("ana");
        await server.World.SetAsync(AccountWorld.Ana, r => r["email"] = Value.Text(""));

        var (status, json) = await server.SendAsync("POST", SignIn, Code, token: token);

        var ana = await server.World.AnaAsync();
        Assert.Equal(expected, status == 200
            ? $"{ana.TextOf("email")} {ana.IsTrue("verified")}"
            : $"{status} email {json.GetProperty("data").GetProperty("email").GetProperty("code").GetString()}");
        Assert.Equal(links, string.Join(", ", await LinksAsync(server)));
    }

    public static TheoryData<string, string, string, string> Mapped => new()
    {
        // what the provider calls it, its picture, createData, the new account's username and nick
        { "newbie", "https://img.example/n.png", "{}", "newbie https://img.example/n.png" },
        { "newbie", "https://img.example/n.png", """{"username":"mine","nick":"me"}""", "mine me" },
        { "newbie", "https://img.example/n.png", """{"username":"","nick":""}""", " " },
        { "anau", "", "{}", " " }, // taken, in other capitals
        { new string('x', 5_001), "", "{}", " " }, // longer than the field
        { "", "", "{}", " " },
        { "newbie", "https://img.example/taken.png", "{}", "400 nick validation_not_unique" },
    };

    [Theory, MemberData(nameof(Mapped))]
    public async Task A_mapped_field_takes_what_it_can_unless_the_client_says_something_else(string username, string picture, string createData, string expected)
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.UserJson = $$"""{"sub":"n-1","email":"new@example.com","email_verified":true,"preferred_username":"{{username}}","picture":"{{picture}}"}""";
        await using var server = await StartAsync(provider);
        await server.World.AddAsync(Bob, "bob@example.com", "", r => r["nick"] = Value.Text("https://img.example/taken.png"));

        var (status, json) = await server.SendAsync("POST", SignIn, $$"""{"provider":"oidc","code":"good","createData":{{createData}}}""");

        Assert.Equal(expected, status == 200
            ? $"{json.GetProperty("record").GetProperty("username").GetString()} {json.GetProperty("record").GetProperty("nick").GetString()}"
            : $"{status} nick {json.GetProperty("data").GetProperty("nick").GetProperty("code").GetString()}");
    }

    [Fact]
    public async Task The_meta_says_everything_that_the_provider_did()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var (_, json) = await server.SendAsync("POST", SignIn, Code);
        Assert.Equal(
            $$"""{"accessToken":"acc","avatarURL":"https://img.example/a.png","avatarUrl":"https://img.example/a.png","email":"ana@example.com","expiry":"2026-03-01 09:00:00.000Z","id":"ana-1","isNew":false,"name":"Ana","rawUser":{{provider.UserJson}},"refreshToken":"ref","username":"AnaP"}""",
            json.GetProperty("meta").GetRawText());
    }

    [Fact]
    public async Task A_second_identity_of_one_provider_is_refused()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider);
        await server.World.SetAsync(AccountWorld.Ana, r => r["verified"] = Value.Bool(true));
        await LinkAsync(server, AccountWorld.Ana, "oidc", "another");
        Assert.Equal("400 collectionRef validation_not_unique, provider validation_not_unique, recordRef validation_not_unique", await server.OutcomeAsync(SignIn, Code));
    }

    [Fact]
    public async Task A_new_account_gets_mapped_fields_and_can_have_no_password_of_its_owners()
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.UserJson = """{"sub":"n-1","email":"new@example.com","email_verified":true,"name":"New","preferred_username":"anau"}""";
        await using var server = await StartAsync(provider);
        var (_, json) = await server.SendAsync("POST", SignIn, Code);
        var record = json.GetProperty("record");
        Assert.Equal(("New", "", "new@example.com", true), (record.GetProperty("name").GetString(), record.GetProperty("username").GetString(), record.GetProperty("email").GetString(), record.GetProperty("verified").GetBoolean())); // anau is taken, in other capitals
        var meta = json.GetProperty("meta");
        Assert.Equal(("acc", "ref", "2026-03-01 09:00:00.000Z", "n-1"), (meta.GetProperty("accessToken").GetString(), meta.GetProperty("refreshToken").GetString(), meta.GetProperty("expiry").GetString(), meta.GetProperty("rawUser").GetProperty("sub").GetString()));
    }

    [Fact]
    public async Task A_second_method_is_asked_for_here_too()
    {
        await using var provider = await IdentityProvider.StartAsync();
        await using var server = await StartAsync(provider, o => o with { Mfa = new MfaOptions(true) });
        await server.World.SetAsync(AccountWorld.Ana, r => r["verified"] = Value.Bool(true));
        var (status, json) = await server.SendAsync("POST", SignIn, Code);
        Assert.Equal(401, status);
        var body = AuthServer.AnasBody.Replace("}", $",\"mfaId\":\"{json.GetProperty("mfaId").GetString()}\"}}", StringComparison.Ordinal);
        Assert.Equal("200", await server.OutcomeAsync("members/auth-with-password", body));
    }

    [Fact]
    public async Task Of_many_first_sign_ins_at_once_one_account_comes()
    {
        await using var provider = await IdentityProvider.StartAsync();
        provider.UserJson = """{"sub":"n-1","email":"new@example.com","email_verified":true}""";
        await using var server = await StartAsync(provider);
        var statuses = await server.RaceAsync(SignIn, Code);
        Assert.True(statuses[200] >= 1);
        Assert.Equal(["oidc n-1"], await LinksAsync(server));
        Assert.Equal(2, (await server.World.Bench.IdsAsync("members")).Count);
    }

    private static Task<AuthServer> StartAsync(IdentityProvider provider, Func<AuthOptions, AuthOptions>? more = null) => AuthServer.StartAsync(o => (more ?? (x => x))(o with
    {
        OAuth2 = new OAuth2Options
        {
            Enabled = true,
            Providers = [provider.As("oidc"), provider.As("oidc2")],
            MappedFields = new OAuth2MappedFields(Name: "name", Username: "username", AvatarUrl: "nick"),
        },
    }));

    private static Task LinkAsync(AuthServer server, string record, string provider, string id, string collection = "pbc_members") => server.World.Bench.PutAsync(SystemCollections.ExternalAuths, "link" + provider.ToLowerInvariant().PadRight(11, '0'), r =>
    {
        (r["collectionRef"], r["recordRef"]) = (Value.Text(collection), Value.Text(record));
        (r["provider"], r["providerId"]) = (Value.Text(provider), Value.Text(id));
    });

    private static async Task<List<string>> LinksAsync(AuthServer server)
    {
        var bench = server.World.Bench;
        var rows = await bench.Services.Reader.FindWhereAsync(
            bench.Storage, bench.Storage.Schema, bench[SystemCollections.ExternalAuths], "", new RuleRequest(), -1, TestContext.Current.CancellationToken);
        return [.. rows.Select(r => $"{r.TextOf("provider")} {r.TextOf("providerId")}").Order(StringComparer.Ordinal)];
    }
}
