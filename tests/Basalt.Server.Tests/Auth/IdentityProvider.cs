using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Basalt.Schema;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using NSec.Cryptography;

namespace Basalt.Server.Tests.Auth;

/// <summary>An identity provider on loopback that says what a test wants. The code <c>good</c> is good.</summary>
internal sealed class IdentityProvider : IAsyncDisposable
{
    public const string ClientId = "basalt client";
    public const string ClientSecret = "s/ecret";

    private readonly WebApplication _app;

    private IdentityProvider(WebApplication app) => _app = app;

    /// <summary>What the user's URL answers.</summary>
    public string UserJson { get; set; } = """{"sub":"ana-1","email":"ana@example.com","email_verified":true,"name":"Ana","preferred_username":"AnaP","picture":"https://img.example/a.png"}""";

    /// <summary>What happens elsewhere while the provider thinks.</summary>
    public Func<Task> Meanwhile { get; set; } = () => Task.CompletedTask;

    /// <summary>Given besides the access token, or null.</summary>
    public string? IdToken { get; set; }

    /// <summary>More members of the token answer, each with a comma before it.</summary>
    public string TokenExtra { get; set; } = "";

    /// <summary>Whether the client's secret must be in the form.</summary>
    public bool WantsForm { get; set; }

    public RsaSecurityKey Rsa { get; } = new(RSA.Create(2048)) { KeyId = "rsa-1" };

    public Key Ed { get; } = Key.Create(SignatureAlgorithm.Ed25519);

    public ECDsaSecurityKey Ec { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "ec-1" };

    /// <summary>Forms that came to the token URL.</summary>
    public ConcurrentQueue<IFormCollection> Exchanges { get; } = new();

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>A free port for an app that waits for the provider's answer.</summary>
    public int AppPort { get; } = CommandLine.BasaltProgram.FreePort();

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = new IdentityProvider(builder.Build());
        provider._app.MapGet("/auth", Authorize);
        provider._app.MapPost("/token", provider.ExchangeAsync);
        provider._app.MapGet("/userinfo", provider.UserAsync);
        provider._app.MapGet("/keys", provider.KeysAsync);
        await provider._app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    public OAuth2Provider As(string name, bool withUserInfo = true, string? extra = null) => new()
    {
        Name = name,
        ClientId = ClientId,
        ClientSecret = ClientSecret,
        AuthUrl = Url + "/auth",
        TokenUrl = Url + "/token",
        UserInfoUrl = withUserInfo ? Url + "/userinfo" : "",
        Extra = extra,
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Everybody agrees at once.
    private static void Authorize(HttpContext http)
    {
        var query = http.Request.Query;
        http.Response.Redirect($"{query["redirect_uri"]}?code=good&state={Uri.EscapeDataString(query["state"]!)}");
    }

    private async Task ExchangeAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        Exchanges.Enqueue(form);
        var basic = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("basalt%20client:s%2Fecret"));
        var isClient = WantsForm ? form["client_id"] == ClientId && form["client_secret"] == ClientSecret : http.Request.Headers.Authorization == basic;
        http.Response.StatusCode = !isClient ? 401 : form["code"] == "good" ? 200 : 400;
        http.Response.ContentType = "application/json";
        var idToken = IdToken is null ? "" : $",\"id_token\":\"{IdToken}\"";
        await http.Response.WriteAsync(http.Response.StatusCode == 200 ? $$"""{"access_token":"acc","refresh_token":"ref","token_type":"bearer","expires_in":3600{{idToken}}{{TokenExtra}}}""" : """{"error":"invalid_grant"}""");
    }

    private async Task UserAsync(HttpContext http)
    {
        http.Response.StatusCode = http.Request.Headers.Authorization == "Bearer acc" ? 200 : 401;
        http.Response.ContentType = "application/json";
        await Meanwhile();
        await http.Response.WriteAsync(UserJson);
    }

    private async Task KeysAsync(HttpContext http)
    {
        var (rsa, ec) = (Rsa.Rsa.ExportParameters(false), Ec.ECDsa.ExportParameters(false));
        string Text(byte[]? bytes) => Base64UrlEncoder.Encode(bytes!);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync($$"""
            {"keys":[
              {"kty":"RSA","kid":"rsa-1","use":"sig","alg":"RS256","n":"{{Text(rsa.Modulus)}}","e":"{{Text(rsa.Exponent)}}"},
              {"kty":"EC","kid":"ec-1","use":"sig","alg":"ES256","crv":"P-256","x":"{{Text(ec.Q.X)}}","y":"{{Text(ec.Q.Y)}}"},
              {"kty":"OKP","kid":"ed-1","use":"sig","alg":"EdDSA","crv":"Ed25519","x":"{{Text(Ed.PublicKey.Export(KeyBlobFormat.RawPublicKey))}}"},
              {"kty":"OKP","kid":"ed-2","use":"sig","alg":"EdDSA","crv":"Ed25519","x":"AAAA"},
              {"kty":"OKP","kid":"ed-3","use":"sig","crv":"Ed25519","x":"{{Text(Ed.PublicKey.Export(KeyBlobFormat.RawPublicKey))}}"},
              {"kty":"oct","kid":"oct-1","alg":"HS256","k":"{{Text(Encoding.ASCII.GetBytes(new string('k', 32)))}}"}
            ]}
            """);
    }
}
