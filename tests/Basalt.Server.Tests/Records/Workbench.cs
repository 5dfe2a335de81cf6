using System.Text.Json;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Realtime;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Server.Hosting;
using Basalt.Server.Tests.Mail;
using Basalt.Storage;
using Basalt.Storage.Sql.Postgres;
using Basalt.Storage.Sql.Sqlite;
using Basalt.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Record = Basalt.Records.Record;

namespace Basalt.Server.Tests.Records;

/// <summary>The database of a <see cref="Workbench"/>.</summary>
public enum Engine
{
    Sqlite,
    Postgres,
}

/// <summary>A new installation with the collections of a test, on SQLite unless said otherwise, and what tests say to it in a line each.</summary>
internal sealed class Workbench : IAsyncDisposable, IChangeSink
{
    private readonly PasswordHasher _passwords = new(new PasswordHashing { MemoryKib = 8, Passes = 1 });
    private readonly CapturedLog _log = new();
    private readonly string? _database; // of PostgreSQL
    private readonly Action _remove;

    private Workbench(FakeTimeProvider clock, IStorageEngine engine, string? database, Action remove, RealtimeLimits? realtime = null)
    {
        Clock = clock;
        Storage = engine;
        _database = database;
        _remove = remove;
        Services = new BasaltServices(engine, clock, _log, _passwords, mails: Mails, realtime: realtime);
        Services.Changes.Subscribe(this);
    }

    public FakeTimeProvider Clock { get; }

    public BasaltServices Services { get; }

    /// <summary>What was mailed.</summary>
    public CapturedMails Mails { get; } = new();

    /// <summary>What was logged as a warning or graver.</summary>
    public IReadOnlyCollection<string> Logged => _log.Lines;

    public IStorageEngine Storage { get; }

    /// <summary>Everything that was published, as <c>Created tasks/id</c>.</summary>
    public List<string> Published { get; } = [];

    public Collection this[string name] => Storage.Schema.Require(name);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Task<Workbench> OpenAsync(params Collection[] collections) => OpenAsync(Engine.Sqlite, collections);

    public static Task<Workbench> OpenAsync(Engine engine, params Collection[] collections) => OpenAsync(engine, null, collections);

    public static async Task<Workbench> OpenAsync(Engine engine, RealtimeLimits? realtime, params Collection[] collections)
    {
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));
        var bench = engine == Engine.Sqlite ? OnSqlite(clock, realtime) : OnPostgres(clock);
        await bench.AddAsync(collections);
        return bench;
    }

    /// <summary>Another server on the same PostgreSQL database, with the same clock.</summary>
    public Workbench OpenAnother() => new(Clock, OpenPostgres(_database!, Clock), _database, () => { });

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

    /// <summary>The work that checks of passwords have taken so far: KiB of Argon2id, and rounds of bcrypt.</summary>
    public (long Argon2Kib, long BcryptRounds) HashingWork => (_passwords.Tally.Argon2Kib, _passwords.Tally.BcryptRounds);

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
        await Services.Jobs.DisposeAsync();
        await Services.Mails.DisposeAsync();
        await Storage.DisposeAsync();
        _passwords.Dispose();
        _log.Dispose();
        _remove();
    }

    private static Workbench OnSqlite(FakeTimeProvider clock, RealtimeLimits? realtime)
    {
        var path = Directory.CreateTempSubdirectory("basalt-").FullName;
        var engine = new SqliteDataDirectory(path, clock, NullLogger.Instance).Open(() => DefaultCollections.Create(clock)).Engine;
        return new Workbench(clock, engine, null, () => Directory.Delete(path, recursive: true), realtime);
    }

    private static Workbench OnPostgres(FakeTimeProvider clock)
    {
        PostgresServer.Require();
        var database = PostgresServer.Current.CreateDatabase();
        return new Workbench(clock, OpenPostgres(database, clock), database, () => PostgresServer.Current.DropDatabase(database));
    }

    // On a machine that is busy with other tests a connection takes its time.
    private static PostgresEngine OpenPostgres(string database, TimeProvider clock) =>
        new PostgresStore(new PostgresOptions { Connection = PostgresServer.Current.AddressOf(database), ConnectTimeout = TimeSpan.FromSeconds(60) }, clock, NullLogger.Instance)
            .Open(() => DefaultCollections.Create(clock)).Engine;
}
