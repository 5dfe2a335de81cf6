using Basalt.Auth;
using Basalt.Records;
using Record = Basalt.Records.Record;

namespace Basalt.Server.Tests.Records;

/// <summary>Accounts: who may change what, and what a change sweeps away (the protocol, accounts page, sections 14 and 15).</summary>
public sealed class AccountWriteTests
{
    private const string Ana = "ana000000000001";
    private const string OldPassword = "0ld-secret";

    private static readonly string[] RowCollections = ["_mfas", "_authOrigins", "_otps", "_externalAuths"];

    public static TheoryData<string, string, bool, string, bool, string> Sweeps => new()
    {
        // what happens, submitted by a superuser, verified before, linked, new token key, rows that are left
        { "another field", """{"name":"Ana"}""", false, "linked", false, "_mfas _authOrigins _otps _externalAuths" },
        { "password set", """{"password":"n3w-secret","passwordConfirm":"n3w-secret"}""", false, "linked", true, "_externalAuths" },
        { "the same password", """{"password":"0ld-secret","passwordConfirm":"0ld-secret"}""", false, "linked", true, "_externalAuths" },
        { "e-mail changed", """{"email":"new@example.com"}""", false, "linked", true, "_mfas _authOrigins _externalAuths" },
        { "e-mail sent again", """{"email":"ana@example.com"}""", false, "linked", false, "_mfas _authOrigins _otps _externalAuths" },
        { "verified, with links", """{"verified":true}""", false, "linked", true, "_mfas _authOrigins" },
        { "verified, without links", """{"verified":true}""", false, "", false, "_mfas _authOrigins _otps" },
        { "verified before", """{"verified":true}""", true, "linked", false, "_mfas _authOrigins _otps _externalAuths" },
        { "unverified", """{"verified":false}""", true, "linked", false, "_mfas _authOrigins _otps _externalAuths" },
        { "token key set", """{"tokenKey:autogenerate":""}""", false, "linked", true, "_mfas _authOrigins _externalAuths" },
    };

    [Theory, MemberData(nameof(Sweeps))]
    public async Task A_change_sweeps_away(string what, string submitted, bool verified, string linked, bool isKeyNew, string left)
    {
        await using var bench = await OpenAsync(verified);
        await AddRowsAsync(bench, Ana, linked.Length > 0);
        await bench.PutAsync("members", "bob000000000001", r => r["email"] = Value.Text("bob@example.com"));
        await AddRowsAsync(bench, "bob000000000001", true);
        var key = (await bench.FindAsync("members", Ana))!.TextOf("tokenKey");

        var changed = await bench.UpdateAsync("members", Ana, submitted, await bench.SuperuserAsync());

        Assert.Equal((what, isKeyNew), (what, changed.TextOf("tokenKey") != key));
        Assert.Equal((what, left), (what, await RowsOfAsync(bench, Ana)));
        Assert.Equal("_mfas _authOrigins _otps _externalAuths", await RowsOfAsync(bench, "bob000000000001"));
    }

    [Fact]
    public async Task A_token_key_that_a_superuser_sets_stays_what_it_was_set_to()
    {
        await using var bench = await OpenAsync();
        var key = new string('k', 40);

        var changed = await bench.UpdateAsync("members", Ana, $$"""{"tokenKey":"{{key}}","email":"new@example.com"}""", await bench.SuperuserAsync());

        Assert.Equal(key, changed.TextOf("tokenKey"));
    }

    [Fact]
    public async Task A_password_is_stored_as_its_hash()
    {
        await using var bench = await OpenAsync();

        var made = await bench.CreateAsync("members", """{"email":"a@example.com","password":"12345678","passwordConfirm":"12345678"}""");

        var stored = (await bench.FindAsync("members", made.Id))!;
        Assert.DoesNotContain("12345678", stored.TextOf("password"), StringComparison.Ordinal);
        Assert.True(await bench.IsPasswordAsync(stored, "12345678"));
        Assert.False(stored.IsTrue("verified"));
    }

    [Theory]
    [InlineData("""{"password":"1234567","passwordConfirm":"1234567"}""", "Invalid: email validation_required, password validation_min_text_constraint")]
    [InlineData("""{"email":"no","password":"1234567","passwordConfirm":"1234567"}""", "Invalid: email validation_is_email, password validation_min_text_constraint")]
    [InlineData("""{"email":"no","password":"1234567","passwordConfirm":"x"}""", "Invalid: passwordConfirm validation_values_mismatch")] // alone
    [InlineData("""{"email":"ana@example.com","password":"12345678","passwordConfirm":"12345678"}""", "Invalid: email validation_not_unique")]
    [InlineData("""{"id":"other0000000001","email":"x@example.com","password":"12345678","passwordConfirm":"12345678"}""", "Invalid: id validation_invalid_auth_id")]
    [InlineData("""{"email":"x@example.com","password":["12345678"],"passwordConfirm":["12345678"]}""", "Invalid: password validation_required, passwordConfirm validation_required")]
    public async Task A_bad_sign_up_is_refused(string submitted, string refusal)
    {
        await using var bench = await OpenAsync();

        Assert.Equal(refusal, await Workbench.RefusalAsync(() => bench.CreateAsync("members", submitted)));
    }

    [Theory]
    [InlineData("""{"password":"n3w-secret","passwordConfirm":"n3w-secret","oldPassword":"0ld-secret"}""", "")]
    [InlineData("""{"password":"n3w-secret","passwordConfirm":"n3w-secret","oldPassword":"wrong"}""", "Invalid: oldPassword validation_invalid_old_password")]
    [InlineData("""{"password":"n3w-secret","passwordConfirm":"n3w-secret"}""", "Invalid: oldPassword validation_required")]
    [InlineData("""{"password":"","passwordConfirm":"","oldPassword":""}""", "Invalid: password validation_required")]
    [InlineData("""{"email":"new@example.com"}""", "Invalid: email validation_values_mismatch")]
    [InlineData("""{"verified":true}""", "Invalid: verified validation_values_mismatch")]
    [InlineData("""{"email":"ana@example.com","verified":false,"emailVisibility":true,"name":"A"}""", "")]
    public async Task An_owner_changes_its_own_account_with_proof(string submitted, string refusal)
    {
        await using var bench = await OpenAsync();
        var owner = Caller.Of((await bench.FindAsync("members", Ana))!);

        if (refusal.Length > 0)
        {
            Assert.Equal(refusal, await Workbench.RefusalAsync(() => bench.UpdateAsync("members", Ana, submitted, owner)));
            Assert.True(await bench.IsPasswordAsync((await bench.FindAsync("members", Ana))!, OldPassword));
        }
        else
        {
            var changed = await bench.UpdateAsync("members", Ana, submitted, owner);
            Assert.Equal(!submitted.Contains("oldPassword", StringComparison.Ordinal), await bench.IsPasswordAsync(changed, OldPassword));
        }
    }

    [Theory]
    [InlineData("boss", "")]
    [InlineData("clerk", "Invalid: email validation_values_mismatch, oldPassword validation_required, verified validation_values_mismatch")]
    [InlineData("", "Invalid: email validation_values_mismatch, oldPassword validation_required, verified validation_values_mismatch")]
    public async Task Whoever_satisfies_the_manage_rule_needs_none(string name, string refusal)
    {
        await using var bench = await OpenAsync();
        var caller = name.Length == 0 ? Caller.Guest : Caller.Of(await bench.PutAsync("members", "caller000000001", r => r["name"] = Value.Text(name)));
        const string Submitted = """{"email":"new@example.com","verified":true,"password":"n3w-secret","passwordConfirm":"n3w-secret"}""";

        if (refusal.Length == 0) Assert.True(await bench.IsPasswordAsync(await bench.UpdateAsync("members", Ana, Submitted, caller), "n3w-secret"));
        else Assert.Equal(refusal, await Workbench.RefusalAsync(() => bench.UpdateAsync("members", Ana, Submitted, caller)));
    }

    [Theory]
    [InlineData("@collection.members.name ?= 'boss' && @request.auth.name = 'boss'", true)] // decided by the database
    [InlineData("missing = 1", false)] // broken: nobody
    [InlineData("", false)]
    [InlineData(null, false)]
    public async Task A_manage_rule_may_need_the_database_and_may_be_none(string? rule, bool isManager)
    {
        await using var bench = await OpenAsync(manageRule: rule);
        var caller = Caller.Of(await bench.PutAsync("members", "caller000000001", r => r["name"] = Value.Text("boss")));

        if (isManager) await bench.UpdateAsync("members", Ana, """{"verified":true}""", caller);
        else Assert.Equal("Invalid: verified validation_values_mismatch", await Workbench.RefusalAsync(() => bench.UpdateAsync("members", Ana, """{"verified":true}""", caller)));
    }

    [Fact]
    public async Task A_guest_manages_nobody_whatever_the_rule_says()
    {
        await using var bench = await OpenAsync(manageRule: "id != ''");
        Assert.Equal("Invalid: verified validation_values_mismatch", await Workbench.RefusalAsync(() => bench.UpdateAsync("members", Ana, """{"verified":true}""")));
    }

    [Fact]
    public async Task An_old_password_is_good_for_one_of_two_changes_at_the_same_time()
    {
        await using var bench = await OpenAsync();

        var changes = Enumerable.Range(0, 8).Select(i => Task.Run(() => bench.UpdateAsync(
            "members", Ana, $$"""{"password":"secret-{{i}}","passwordConfirm":"secret-{{i}}","oldPassword":"{{OldPassword}}"}""")));
        var done = await Task.WhenAll(changes.Select(async change =>
        {
            try
            {
                await change;
                return "";
            }
            catch (Basalt.Errors.BasaltException refusal)
            {
                return Workbench.Shown(refusal);
            }
        }));

        Assert.Equal(7, done.Count(d => d == "Invalid: oldPassword validation_invalid_old_password"));
        Assert.Single(done, "");
    }

    [Fact]
    public async Task A_deleted_account_takes_its_rows_along()
    {
        await using var bench = await OpenAsync();
        await AddRowsAsync(bench, Ana, true);
        await AddRowsAsync(bench, "other0000000001", true, "pbc_others");

        await bench.DeleteAsync("members", Ana);

        Assert.Equal("", await RowsOfAsync(bench, Ana));
        Assert.Equal("_mfas _authOrigins _otps _externalAuths", await RowsOfAsync(bench, "other0000000001"));
    }

    [Fact]
    public async Task A_collection_of_accounts_can_be_forgotten_whole()
    {
        await using var bench = await OpenAsync();
        await AddRowsAsync(bench, Ana, true);
        await AddRowsAsync(bench, "other0000000001", true, "pbc_others");
        var ct = TestContext.Current.CancellationToken;

        await bench.Services.Writer.TransactAsync(bench.Storage.Schema, async s => { await s.ForgetAccountsAsync(bench["members"], ct); return true; }, ct);

        Assert.Equal("", await RowsOfAsync(bench, Ana));
        Assert.Equal("_mfas _authOrigins _otps _externalAuths", await RowsOfAsync(bench, "other0000000001"));
    }

    [Fact]
    public async Task A_rehash_changes_no_key_and_tells_nobody()
    {
        await using var bench = await OpenAsync();
        await AddRowsAsync(bench, Ana, true);
        var before = (await bench.FindAsync("members", Ana))!;
        var after = before.Clone();
        after["password"] = Value.Text(await bench.HashAsync(OldPassword));
        bench.Published.Clear();
        var ct = TestContext.Current.CancellationToken;

        await bench.Services.Writer.TransactAsync(bench.Storage.Schema, async s => { await s.RehashAsync(before, after, ct); return true; }, ct);

        var stored = (await bench.FindAsync("members", Ana))!;
        Assert.Equal((after.TextOf("password"), before.TextOf("tokenKey")), (stored.TextOf("password"), stored.TextOf("tokenKey")));
        Assert.Equal("_mfas _authOrigins _otps _externalAuths", await RowsOfAsync(bench, Ana));
        Assert.Empty(bench.Published);
    }

    [Theory]
    [InlineData("_mfas", """{"collectionRef":"pbc_members","recordRef":"ana000000000001","method":"otp"}""", "")]
    [InlineData("_mfas", """{"collectionRef":"","recordRef":"","method":""}""", "Invalid: collectionRef validation_required, method validation_required, recordRef validation_required")]
    [InlineData("_mfas", """{"collectionRef":"missing","recordRef":"ana000000000001","method":"otp"}""", "Invalid: collectionRef validation_invalid_collection_id")]
    [InlineData("_mfas", """{"collectionRef":"members","recordRef":"ana000000000001","method":"otp"}""", "Invalid: collectionRef validation_invalid_collection_id")] // an id, no name
    [InlineData("_mfas", """{"collectionRef":"pbc_plain","recordRef":"ana000000000001","method":"otp"}""", "Invalid: collectionRef validation_invalid_collection_type")]
    [InlineData("_mfas", """{"collectionRef":"pbc_members","recordRef":"nobody","method":"otp"}""", "Invalid: recordRef validation_invalid_record")]
    [InlineData("_externalAuths", """{"collectionRef":"pbc_members","recordRef":"ana000000000001","provider":"github","providerId":"1"}""", "")]
    [InlineData("_externalAuths", """{"collectionRef":"pbc_members","recordRef":"ana000000000001","provider":"myhub","providerId":"1"}""", "Invalid: provider validation_in_invalid")]
    public async Task Rows_of_accounts_refer_to_accounts(string collection, string submitted, string refusal)
    {
        await using var bench = await OpenAsync();
        var superuser = await bench.SuperuserAsync();

        if (refusal.Length == 0) await bench.CreateAsync(collection, submitted, superuser);
        else Assert.Equal(refusal, await Workbench.RefusalAsync(() => bench.CreateAsync(collection, submitted, superuser)));
    }

    [Fact]
    public async Task A_superuser_is_always_verified()
    {
        await using var bench = await OpenAsync();
        var superuser = await bench.SuperuserAsync();

        var made = await bench.CreateAsync(
            "_superusers", """{"email":"b@example.com","password":"12345678","passwordConfirm":"12345678","verified":false}""", superuser);
        var changed = await bench.UpdateAsync("_superusers", made.Id, """{"verified":false}""", superuser);

        Assert.True(made.IsTrue("verified"));
        Assert.True(changed.IsTrue("verified"));
    }

    [Fact]
    public async Task The_last_superuser_stays()
    {
        await using var bench = await OpenAsync();
        var first = await bench.SuperuserAsync("superuser000001");
        await bench.SuperuserAsync("superuser000002");

        await bench.DeleteAsync("_superusers", "superuser000002", first);
        var refusal = await Workbench.RefusalAsync(() => bench.DeleteAsync("_superusers", "superuser000001", first));

        Assert.Equal("Invalid: You can't delete the only existing superuser.", refusal);
        Assert.Equal(["superuser000001"], await bench.IdsAsync("_superusers"));
    }

    [Fact]
    public async Task The_installer_goes_when_somebody_else_comes()
    {
        await using var bench = await OpenAsync();
        var installer = Caller.Of(await bench.PutAsync("_superusers", "installer000001", r => r["email"] = Value.Text(InstallerAccount.Email)));

        var made = await bench.CreateAsync(
            "_superusers", """{"email":"b@example.com","password":"12345678","passwordConfirm":"12345678"}""", installer);

        Assert.Equal([made.Id], await bench.IdsAsync("_superusers"));
    }

    private static async Task<Workbench> OpenAsync(bool verified = false, string? manageRule = "@request.auth.name = 'boss'")
    {
        var members = Schemas.Members();
        var bench = await Workbench.OpenAsync(
            members with { Auth = members.Auth! with { ManageRule = manageRule } }, Schemas.Members("others"), Schemas.Of("plain", Schemas.Open));
        var hash = await bench.HashAsync(OldPassword);
        await bench.PutAsync("members", Ana, r =>
        {
            r["email"] = Value.Text("ana@example.com");
            r["password"] = Value.Text(hash);
            r["verified"] = Value.Bool(verified);
        });
        await bench.PutAsync("others", "other0000000001", r => r["email"] = Value.Text("other@example.com"));
        return bench;
    }

    private static async Task AddRowsAsync(Workbench bench, string account, bool linked, string collectionId = "pbc_members")
    {
        foreach (var name in RowCollections)
        {
            if (name == "_externalAuths" && !linked) continue;
            await bench.PutAsync(name, account[..^1] + "r", r => Fill(r, account, collectionId));
        }
    }

    private static void Fill(Record row, string account, string collectionId)
    {
        row["collectionRef"] = Value.Text(collectionId);
        row["recordRef"] = Value.Text(account);
        if (row.Collection.FindField("providerId") is not null) row["providerId"] = Value.Text(account);
    }

    private static async Task<string> RowsOfAsync(Workbench bench, string account)
    {
        var left = new List<string>();
        foreach (var name in RowCollections)
        {
            if ((await bench.IdsAsync(name)).Contains(account[..^1] + "r")) left.Add(name);
        }

        return string.Join(' ', left);
    }
}
