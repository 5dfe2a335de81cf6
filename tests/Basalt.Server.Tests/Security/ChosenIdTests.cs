namespace Basalt.Server.Tests.Security;

/// <summary>A client may choose the id of a new record, and gains nothing by it.</summary>
public sealed class ChosenIdTests(GuardedServer server) : IClassFixture<GuardedServer>
{
    [Theory]
    [InlineData("role:admin00000")]
    [InlineData("ROLEADMIN000000")]
    [InlineData("short")]
    [InlineData("sixteencharslong")]
    [InlineData("../../../../../x")]
    [InlineData("aaaaaaaaaaaaa/b")]
    [InlineData("aaaaaaaaaaaaaa\u0000")]
    [InlineData("aaaaaaaaaaaaaa\n")]
    [InlineData("aaaaaaaaaaaaaaé")]
    [InlineData("               ")]
    public async Task An_id_of_another_form_is_refused_on_every_path(string id)
    {
        foreach (var collection in (string[])["people", "members"])
        {
            var path = $"/api/collections/{collection}/records";
            var body = new { id, password = GuardedServer.Password, passwordConfirm = GuardedServer.Password, email = "id@example.com" };
            Assert.True((await server.PostAsync(path, body, token: null)).Is(400).Json.GetProperty("data").TryGetProperty("id", out _));
            (await server.PostAsync("/api/batch", new { requests = new[] { new { method = "PUT", url = path, body } } }, token: null)).IsRefusal(400);
        }
    }

    [Fact]
    public async Task The_id_of_a_deleted_account_brings_its_token_back_to_nobody()
    {
        const string Id = "reused000000001";
        var account = new { id = Id, email = "first@example.com", password = GuardedServer.Password, passwordConfirm = GuardedServer.Password };
        (await server.PostAsync("/api/collections/users/records", account, token: null)).Is(200);
        var token = (await server.SignInAsync("users", account.email)).Json.GetProperty("token").GetString();
        (await server.PostAsync("/api/collections/users/auth-refresh", new { }, token)).Is(200);

        (await server.SendAsync(HttpMethod.Delete, $"/api/collections/users/records/{Id}", null, token)).Is(204);
        (await server.PostAsync("/api/collections/users/auth-refresh", new { }, token)).IsRefusal(401);
        (await server.PostAsync("/api/collections/users/records", account with { email = "second@example.com" }, token: null)).Is(200);
        (await server.PostAsync("/api/collections/users/auth-refresh", new { }, token)).IsRefusal(401);
        (await server.GetAsync($"/api/collections/users/records/{Id}", token)).IsRefusal(404);
    }

    [Fact]
    public async Task An_id_is_not_taken_from_an_account_of_another_collection()
    {
        var body = new { id = server.MemberId, email = "copy@example.com", password = GuardedServer.Password, passwordConfirm = GuardedServer.Password };
        var refused = (await server.PostAsync("/api/collections/users/records", body, token: null)).Is(400);
        Assert.Equal("validation_invalid_auth_id", refused.Json.GetProperty("data").GetProperty("id").GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_id_does_not_change() =>
        (await server.SendAsync(HttpMethod.Patch, $"/api/collections/people/records/{server.PersonId}", new { id = "another00000001" }, token: null)).IsRefusal(400);
}
