using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Basalt.Bench.Load;

/// <summary>The databases, made once: Basalt makes its tables from collections, as a user would, and both are filled by the same seeder.</summary>
internal sealed class SeededData(Settings settings)
{
    private const string Email = "bench@example.com";
    private const string Password = "bench-password-1";

    private static readonly JsonElement Collections = JsonDocument.Parse(File.ReadAllText("bench/load/collections.json")).RootElement;

    private readonly Dictionary<string, string> _made = [];

    public string IdsFile { get; } = Path.Combine(settings.Scratch, "ids.txt");

    /// <summary>A fresh copy of a subject's data, as the arguments its server takes.</summary>
    public async Task<IReadOnlyList<string>> CopyForAsync(Subject subject, string folder)
    {
        var source = await MadeAsync(subject);
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

    private async Task<string> MadeAsync(Subject subject)
    {
        var isBasalt = subject.Kind is SubjectKind.Basalt;
        var posts = subject.Posts / settings.Shrink;
        var name = string.Create(CultureInfo.InvariantCulture, $"{(isBasalt ? "basalt" : "limit")}-{posts}");
        if (_made.TryGetValue(name, out var folder)) return folder;

        folder = Directory.CreateDirectory(Path.Combine(settings.Scratch, name)).FullName;
        if (isBasalt) await MakeCollectionsAsync(folder);
        var database = Path.Combine(folder, "data.db");
        await Wrk.RunProgramAsync(settings.LimitProgram, ["seed", "--db", database, "--posts", posts.ToString(CultureInfo.InvariantCulture), "--tables", isBasalt ? "posts,guarded" : "posts"]);
        if (!File.Exists(IdsFile)) await File.WriteAllTextAsync(IdsFile, await Wrk.RunProgramAsync("sqlite3", [database, "SELECT id FROM posts ORDER BY id"]));
        return _made[name] = folder;
    }

    private async Task MakeCollectionsAsync(string folder)
    {
        await Wrk.RunProgramAsync(settings.BasaltProgram, ["superuser", "upsert", Email, Password, "--dir", folder]);
        var port = RunningServer.FreePort();
        await using var server = await RunningServer.StartAsync(
            settings.BasaltProgram, settings.Scratch, ["serve", "--dir", folder, "--http", $"127.0.0.1:{port}"], port);
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
