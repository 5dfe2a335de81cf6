using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using Basalt.Records;
using Basalt.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basalt.Bench.SignIn;

/// <summary>A server with a collection whose hashes are all new ones, and one whose hashes were partly imported.</summary>
internal sealed class Target : IAsyncDisposable
{
    /// <summary>An identity of no account.</summary>
    public const string Nobody = "unknown@example.com";

    private const string Password = "a-long-password";
    private const string Boss = "boss@example.com";

    private readonly string _folder = Directory.CreateTempSubdirectory("basalt-signin-").FullName;
    private readonly HttpClient _client = new();
    private readonly BasaltHost _host;
    private readonly WebApplication _app;

    private Target()
    {
        _host = BasaltHost.Open(new BasaltHostOptions { DataDirectory = _folder }, NullLoggerFactory.Instance);
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{FreePort()}");
        _app = _host.CreateServer(new BasaltServerOptions { Http = address });
        _client.BaseAddress = new Uri($"http://{address}");
    }

    /// <summary>Collections, and identities of accounts named after their hashes.</summary>
    public static IReadOnlyList<(string Collection, string[] Accounts)> Collections { get; } =
    [
        ("fresh", ["argon2id@example.com", "none@example.com"]),
        ("imported", ["argon2id@example.com", "none@example.com", "bcrypt10@example.com", "bcrypt12@example.com"]),
    ];

    public static async Task<Target> StartAsync()
    {
        var target = new Target();
        await target._app.StartAsync();
        await target.FillAsync();
        return target;
    }

    /// <summary>Milliseconds that a sign-in with a wrong password takes.</summary>
    public async Task<double> MeasureAsync(string collection, string identity)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await _client.PostAsJsonAsync($"/api/collections/{collection}/auth-with-password", new { identity, password = "not-it-at-all" });
        var elapsed = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        if (answer.StatusCode != HttpStatusCode.BadRequest) throw new InvalidOperationException($"answered {answer.StatusCode}");
        return elapsed;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _host.DisposeAsync();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task FillAsync()
    {
        await _host.Services.Superusers.CreateAsync(Boss, Password, CancellationToken.None);
        var session = await PostAsync("/api/collections/_superusers/auth-with-password", new { identity = Boss, password = Password });
        _client.DefaultRequestHeaders.Add("Authorization", session.GetProperty("token").GetString());
        foreach (var (collection, accounts) in Collections)
        {
            await PostAsync("/api/collections", new { name = collection, type = "auth" });
            foreach (var email in accounts)
            {
                var made = await PostAsync($"/api/collections/{collection}/records", new { email, password = Password, passwordConfirm = Password });
                if (HashOf(email) is { } hash) await SetHashAsync(collection, made.GetProperty("id").GetString()!, hash);
            }
        }

        _client.DefaultRequestHeaders.Remove("Authorization");
    }

    // Null for the one that the server made.
    private static string? HashOf(string email) => email.Split('@')[0] switch
    {
        "none" => "",
        ['b', 'c', 'r', 'y', 'p', 't', .. var cost] => BCrypt.Net.BCrypt.HashPassword(Password, int.Parse(cost, CultureInfo.InvariantCulture)),
        _ => null,
    };

    // As an import brings it: past everything that would hash it anew.
    private async Task SetHashAsync(string collectionName, string id, string hash)
    {
        var (storage, ct) = (_host.Services.Storage, CancellationToken.None);
        var schema = storage.Schema;
        var collection = schema.Find(collectionName)!;
        var record = (await new RecordReader(new QueryPlanner(TimeProvider.System)).FindAsync(storage, schema, collection, id, ct))!;
        record["password"] = Value.Text(hash);
        int[] changed = [collection.OrdinalOf("password")];
        await storage.WriteAsync(schema, async t => { await t.UpdateAsync(record, changed, ct); return true; }, ct);
    }

    private async Task<System.Text.Json.JsonElement> PostAsync(string path, object body)
    {
        using var answer = await _client.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
