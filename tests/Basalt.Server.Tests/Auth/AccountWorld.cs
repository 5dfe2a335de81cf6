using System.Net;
using Basalt.Auth;
using Basalt.Realtime;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Server.Requests;
using Basalt.Server.Tests.Records;
using Basalt.Storage;
using Record = Basalt.Records.Record;

namespace Basalt.Server.Tests.Auth;

/// <summary>A new installation with a collection of members, Ana among them, and what tests of accounts say to it in a line each.</summary>
internal sealed class AccountWorld : IAsyncDisposable
{
    public const string Ana = "ana000000000001";
    public const string AnasEmail = "ana@example.com";
    public const string AnasPassword = "anas-secret";

    private AccountWorld(Workbench bench) => Bench = bench;

    public Workbench Bench { get; }

    public Collection Members => Bench["members"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<AccountWorld> OpenAsync(Func<AuthOptions, AuthOptions>? options = null, Engine engine = Engine.Sqlite, RealtimeLimits? realtime = null)
    {
        var members = Schemas.Members();
        members = members with
        {
            Fields = [.. members.Fields, Schemas.Text("username"), Schemas.Text("nick"), .. Schemas.Dates()],
            Auth = (options ?? (o => o))(members.Auth!),
            Indexes =
            [
                .. members.Indexes,
                Schemas.Unique("members", "username") with { Columns = [new IndexColumn("username", Collation: "nocase")], Where = "username != ''" },
                Schemas.Unique("members", "nick") with { Where = "nick != ''" },
            ],
        };
        var world = new AccountWorld(await Workbench.OpenAsync(engine, realtime, members, Schemas.Of("posts", Schemas.Open, Schemas.Text("title"))));
        await world.AddAsync(Ana, AnasEmail, AnasPassword, r => (r["username"], r["nick"]) = (Value.Text("AnaU"), Value.Text("AnaN")));
        return world;
    }

    public async Task<Record> AddAsync(string id, string email, string password, Action<Record>? set = null)
    {
        var hash = password.Length == 0 ? "" : await Bench.HashAsync(password);
        return await Bench.PutAsync("members", id, r =>
        {
            (r["email"], r["password"]) = (Value.Text(email), Value.Text(hash));
            set?.Invoke(r);
        });
    }

    public async Task<Record> AnaAsync() => (await Bench.FindAsync("members", Ana))!;

    /// <summary>Stores values as they are, apart from rules and what follows from a change.</summary>
    public async Task SetAsync(string id, Action<Record> set)
    {
        var schema = Bench.Storage.Schema;
        var record = (await Bench.FindAsync("members", id))!;
        set(record);
        var all = Enumerable.Range(0, record.Collection.Fields.Length).ToArray();
        await Bench.Storage.WriteAsync(schema, async t => { await t.UpdateAsync(record, all, Ct); return true; }, Ct);
    }

    public async Task ChangeAsync(Func<AuthOptions, AuthOptions> options)
    {
        var (schema, before) = (Bench.Storage.Schema, Members);
        var after = before with { Auth = options(before.Auth!) };
        var next = new SchemaSnapshot(schema.Version + 1, schema.All.Select(c => c.Id == before.Id ? after : c));
        await Bench.Storage.WriteAsync(schema, async t => { await t.ChangeSchemaAsync(new SchemaChange(next, [new CollectionStep(before, after)]), Ct); return true; }, Ct);
    }

    /// <summary>Deletes the collection of members, with all its accounts.</summary>
    public async Task DropAsync()
    {
        var (schema, members) = (Bench.Storage.Schema, Members);
        var next = new SchemaSnapshot(schema.Version + 1, schema.All.Where(c => c.Id != members.Id));
        await Bench.Storage.WriteAsync(schema, async t => { await t.ChangeSchemaAsync(new SchemaChange(next, [new CollectionStep(members, null)]), Ct); return true; }, Ct);
    }

    public Task<Caller> ResolveAsync(string? authorization) => Bench.Services.Callers.ResolveAsync(authorization, Ct).AsTask();

    public Task<SignInResult> SignInAsync(string identity, string password, string field = "", string mfaId = "", Caller? caller = null, SignInClient? from = null) =>
        SignInAsync("password", SubmittedTexts.Of(("identity", identity), ("password", password), ("identityField", field)), mfaId, caller, from);

    public Task<SignInResult> SignInAsync(string method, ISubmittedForm form, string mfaId = "", Caller? caller = null, SignInClient? from = null, Collection? to = null)
    {
        var signIns = Bench.Services.SignIns;
        var request = new SignInRequest(Request(caller), from ?? new SignInClient(IPAddress.Loopback, "test"), mfaId);
        return signIns.SignInAsync(signIns.Methods.Single(m => m.Name == method), to ?? Members, form, request, Ct);
    }

    public async Task<SignInResult.Completed> SignInAnaAsync(SignInClient? from = null) =>
        Assert.IsType<SignInResult.Completed>(await SignInAsync(AnasEmail, AnasPassword, from: from));

    public static RuleRequest Request(Caller? caller = null) =>
        new() { Method = "POST", Caller = caller ?? Caller.Guest, Query = new QueryTexts("") };

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}
