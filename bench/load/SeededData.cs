using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Basalt.Tests.Shared;

namespace Basalt.Bench.Load;

/// <summary>The databases, made once: Basalt makes its tables from collections, as a user would, and both are filled by the same seeder.</summary>
internal sealed class SeededData(Settings settings) : IDisposable
{
    private const string Email = "bench@example.com";
    private const string Password = "bench-password-1";

    private static readonly JsonElement Collections = JsonDocument.Parse(File.ReadAllText("bench/load/collections.json")).RootElement;

    private readonly Dictionary<string, string> _made = [];
    private readonly PostgresCluster? _postgres = settings.OnPostgres ? new PostgresCluster("shared_buffers=512MB", "max_connections=200") : null;

    public string IdsFile { get; } = Path.Combine(settings.Scratch, "ids.txt");

    /// <summary>A fresh copy of a subject's data, as the arguments its server takes.</summary>
    public async Task<IReadOnlyList<string>> CopyForAsync(Subject subject, string folder)
    {
        var source = await MadeAsync(subject);
        if (subject.IsOnPostgres)
        {
            var name = Path.GetFileName(folder).Replace('-', '_');
            _postgres!.Execute($"CREATE DATABASE {name} TEMPLATE {source}");
            _postgres.Execute("CHECKPOINT"); // else writing the copy out falls into what is measured
            var address = _postgres.AddressOf(name);
            return subject.IsBasalt ? ["serve", "--db", address, "--dir", folder, "--http"] : ["serve", "--db", address, "--port"];
        }

        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(source, "*.db*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return subject.Kind is SubjectKind.Basalt
            ? ["serve", "--dir", folder, "--http"]
            : ["serve", "--db", Path.Combine(folder, "data.db"), "--writer", subject.Kind is SubjectKind.LimitNaive ? "naive" : "group", "--port"];
    }

    /// <summary>A token of the superuser's own user, for loads that are signed in.</summary>
    public static async Task<string> SignInAsync(RunningServer server)
    {
        using var client = Client(server);
        return await TokenAsync(client, "users");
    }

    public void Dispose()
    {
        _postgres?.Dispose();
        Directory.Delete(settings.Scratch, recursive: true);
    }

    // The folder of a subject's data, or the name of its database.
    private async Task<string> MadeAsync(Subject subject)
    {
        var posts = subject.Posts / settings.Shrink;
        var name = string.Create(CultureInfo.InvariantCulture, $"{(subject.IsBasalt ? "basalt" : "limit")}_{posts}");
        if (_made.TryGetValue(name, out var made)) return made;

        var folder = Directory.CreateDirectory(Path.Combine(settings.Scratch, name)).FullName;
        if (subject.IsOnPostgres) _postgres!.Execute($"CREATE DATABASE {name}");
        var database = subject.IsOnPostgres ? _postgres!.AddressOf(name) : Path.Combine(folder, "data.db");
        if (subject.IsBasalt) await MakeCollectionsAsync(subject.IsOnPostgres ? ["--dir", folder, "--db", database] : ["--dir", folder]);
        await Wrk.RunProgramAsync(
            settings.LimitProgram,
            ["seed", "--db", database, "--posts", posts.ToString(CultureInfo.InvariantCulture), "--tables", subject.IsBasalt ? "posts,guarded" : "posts"]);
        if (!File.Exists(IdsFile)) await File.WriteAllTextAsync(IdsFile, await IdsOfAsync(subject, database, name));
        return _made[name] = subject.IsOnPostgres ? name : folder;
    }

    private async Task<string> IdsOfAsync(Subject subject, string database, string name) => subject.IsOnPostgres
        ? (string)_postgres!.Execute("SELECT string_agg(id, E'\\n') FROM posts", name)!
        : await Wrk.RunProgramAsync("sqlite3", [database, "SELECT id FROM posts ORDER BY id"]);

    private async Task MakeCollectionsAsync(string[] place)
    {
        await Wrk.RunProgramAsync(settings.BasaltProgram, ["superuser", "upsert", Email, Password, .. place]);
        var port = RunningServer.FreePort();
        await using var server = await RunningServer.StartAsync(
            settings.BasaltProgram, settings.Scratch, ["serve", .. place, "--http", $"127.0.0.1:{port}"], port);
        using var client = Client(server);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(client, "_superusers"));
        await SendAsync(client, HttpMethod.Put, "/api/collections/import", Collections);
        await SendAsync(client, HttpMethod.Post, "/api/collections/users/records", JsonSerializer.SerializeToElement(
            new Dictionary<string, object> { ["email"] = Email, ["password"] = Password, ["passwordConfirm"] = Password, ["verified"] = true }));
    }

    private static HttpClient Client(RunningServer server) => new() { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}") };

    private static async Task<string> TokenAsync(HttpClient client, string collection)
    {
        var body = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["identity"] = Email, ["password"] = Password });
        var answer = await SendAsync(client, HttpMethod.Post, $"/api/collections/{collection}/auth-with-password", body);
        return answer.GetProperty("token").GetString()!;
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, JsonElement body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
