using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Basalt.Server.Tests.Running;

/// <summary>A running server shared by the tests of a class: a new data directory with one superuser and one user.</summary>
public class RunningServer : IAsyncLifetime
{
    public const string Email = "boss@example.com";
    public const string UserEmail = "ana@example.com";
    public const string Password = "correct-horse-1";

    private readonly TemporaryFolder _folder = new();
    private ServerProcess? _server;

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromMinutes(2) };
    public Uri Url => Server.Url;
    public int Port => Server.Port;
    public string SuperuserToken { get; private set; } = "";
    public string UserToken { get; private set; } = "";
    public string UserId { get; private set; } = "";

    /// <summary>Whether batch requests are switched on, which they are not by default.</summary>
    protected virtual bool HasBatch => false;

    internal string DataDirectory => _folder.Path;

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        var (exitCode, output) = await ServerProcess.RunToEndAsync(ct, "superuser", "upsert", Email, Password, "--dir", _folder.Path);
        Assert.True(exitCode == 0, output);
        if (HasBatch) DataFile.EnableBatch(_folder.Path);
        _server = await ServerProcess.StartAsync(_folder.Path, ct);
        Client.BaseAddress = _server.Url;
        SuperuserToken = (await SignInAsync("_superusers", Email)).Json.GetProperty("token").GetString()!;
        var user = await PostAsync("/api/collections/users/records", new { email = UserEmail, password = Password, passwordConfirm = Password }, token: null);
        UserId = user.Is(200).Json.GetProperty("id").GetString()!;
        UserToken = (await SignInAsync("users", UserEmail)).Json.GetProperty("token").GetString()!;
        await PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_server is not null) await _server.DisposeAsync();
        Client.Dispose();
        _folder.Dispose();
    }

    internal Task<Answer> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, null, token);

    internal Task<Answer> PostAsync(string path, object body, string? token) => SendAsync(HttpMethod.Post, path, body, token);

    /// <summary>Asks as a superuser, and expects success.</summary>
    internal async Task<Answer> AdminAsync(HttpMethod method, string path, object? body = null)
    {
        var answer = await SendAsync(method, path, body, SuperuserToken);
        Assert.True(answer.Status is 200 or 204, answer.ToString());
        return answer;
    }

    internal async Task<Answer> SendAsync(HttpMethod method, string path, object? body, string? token)
    {
        using var content = body switch
        {
            null => null,
            HttpContent ready => ready,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"),
        };
        using var request = new HttpRequestMessage(method, new Uri(Url, path)) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    internal async Task<Answer> SignInAsync(string collection, string identity, string password = Password) =>
        (await PostAsync($"/api/collections/{collection}/auth-with-password", new { identity, password }, token: null)).Is(200);

    /// <summary>Makes a collection from its JSON.</summary>
    internal Task<Answer> CollectionAsync(object definition) => AdminAsync(HttpMethod.Post, "/api/collections", definition);

    /// <summary>Makes a record as a superuser, and gives its id.</summary>
    internal async Task<string> RecordAsync(string collection, object body) =>
        (await AdminAsync(HttpMethod.Post, $"/api/collections/{collection}/records", body)).Json.GetProperty("id").GetString()!;

    /// <summary>What a class of tests needs in its server, made once.</summary>
    protected virtual ValueTask PrepareAsync() => ValueTask.CompletedTask;
}
