using System.Text.Json;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Server.Tests.Mail;
using Basalt.Storage;
using Basalt.Storage.Sql.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Record = Basalt.Records.Record;

namespace Basalt.Server.Tests.Records;

/// <summary>A new installation on SQLite with the collections of a test, and what tests say to it in a line each.</summary>
internal sealed class Workbench : IAsyncDisposable, IChangeSink
{
    private readonly string _path = Directory.CreateTempSubdirectory("basalt-").FullName;
    private readonly PasswordHasher _passwords = new(new PasswordHashing { MemoryKib = 8, Passes = 1 });
    private readonly SqliteEngine _engine;

    private Workbench()
    {
        _engine = new SqliteDataDirectory(_path, Clock, NullLogger.Instance).Open(() => DefaultCollections.Create(Clock)).Engine;
        Services = new BasaltServices(_engine, Clock, NullLoggerFactory.Instance, _passwords, mails: Mails);
        Services.Changes.Subscribe(this);
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    public BasaltServices Services { get; }

    /// <summary>What was mailed.</summary>
    public CapturedMails Mails { get; } = new();

    public IStorageEngine Storage => _engine;

    /// <summary>Everything that was published, as <c>Created tasks/id</c>.</summary>
    public List<string> Published { get; } = [];

    public Collection this[string name] => Storage.Schema.Require(name);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Workbench> OpenAsync(params Collection[] collections)
    {
        var bench = new Workbench();
        await bench.AddAsync(collections);
        return bench;
    }

    public async Task AddAsync(params Collection[] collections)
    {
        var schema = Storage.Schema;
        var next = new SchemaSnapshot(schema.Version + 1, [.. schema.All, .. collections]);
        var change = new SchemaChange(next, [.. collections.Select(c => new CollectionStep(null, c))]);
        await Storage.WriteAsync(schema, async t => { await t.ChangeSchemaAsync(change, Ct); return true; }, Ct);
    }

    public void Publish(IReadOnlyList<RecordChange> changes) =>
        Published.AddRange(changes.Select(c => $"{c.Kind} {c.Record.Collection.Name}/{c.Record.Id}"));

    public Task<Record> CreateAsync(string collection, string json, Caller? caller = null, string query = "") =>
        Services.Writer.CreateAsync(this[collection], Draft(json), Request("POST", caller, query), Ct);

    public Task<Record> UpdateAsync(string collection, string id, string json, Caller? caller = null, string query = "") =>
        Services.Writer.UpdateAsync(this[collection], id, Draft(json), Request("PATCH", caller, query), Ct);

    public Task DeleteAsync(string collection, string id, Caller? caller = null, string query = "") =>
        Services.Writer.DeleteAsync(this[collection], id, Request("DELETE", caller, query), Ct);

    public async Task<IReadOnlyList<Record?>> BatchAsync(params BatchWrite[] writes) => await Services.Batch.RunAsync(writes, Ct);

    /// <summary>Stores a record as it is given, apart from rules and validation.</summary>
    public async Task<Record> PutAsync(string collection, string id, Action<Record>? set = null)
    {
        var record = new Record(this[collection]) { Id = id };
        set?.Invoke(record);
        await Services.Writer.TransactAsync(Storage.Schema, async s => { await s.InsertAsync(record, Ct); return true; }, Ct);
        return record;
    }

    public async Task<Caller> SuperuserAsync(string id = "superuser000001") => Caller.Of(await PutAsync("_superusers", id, r =>
    {
        r["email"] = Value.Text(id + "@example.com");
        r["password"] = Value.Text("none");
    }));

    public ValueTask<Record?> FindAsync(string collection, string id) =>
        Services.Reader.FindAsync(Storage, Storage.Schema, this[collection], id, Ct);

    public async Task<List<string>> IdsAsync(string collection) =>
        [.. (await Services.Reader.FindWhereAsync(Storage, Storage.Schema, this[collection], "", new RuleRequest(), -1, Ct)).Select(r => r.Id)];

    public async Task<string> HashAsync(string plain) => await _passwords.HashAsync(plain, Ct);

    public async Task<bool> IsPasswordAsync(Record record, string plain) => await _passwords.VerifyAsync(plain, record.TextOf("password"), Ct);

    /// <summary>The refusal in one text: kind, then either the message or the errors by field.</summary>
    public static async Task<string> RefusalAsync(Func<Task> write)
    {
        var refusal = await Assert.ThrowsAsync<BasaltException>(write);
        return Shown(refusal);
    }

    public static string Shown(BasaltException refusal)
    {
        if (refusal.Tree is not { IsEmpty: false } tree) return $"{refusal.Kind}: {refusal.Message}".TrimEnd(':', ' ');
        return $"{refusal.Kind}: " + string.Join(", ", tree.Children.Select(c => $"{c.Key} {c.Value.Leaf!.Code}").Order(StringComparer.Ordinal));
    }

    public static RecordDraft Draft(string json) =>
        new(JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value));

    public static RuleRequest Request(string method, Caller? caller = null, string query = "") =>
        new() { Method = method, Caller = caller ?? Caller.Guest, Query = new Server.Requests.QueryTexts(query) };

    public async ValueTask DisposeAsync()
    {
        await Services.Mails.DisposeAsync();
        await _engine.DisposeAsync();
        _passwords.Dispose();
        Directory.Delete(_path, recursive: true);
    }
}
