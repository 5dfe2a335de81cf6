using System.Text;
using System.Text.Json;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Rules;
using Basalt.Server.Hosting;
using Basalt.Server.RateLimits;
using Basalt.Server.Requests;
using Basalt.Server.Responses;
using Basalt.Storage;
using Basalt.Text;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Auth;

/// <summary>What every way to sign in shares: the request around the proof, and the answer (accounts page, sections 0.5 and 8).</summary>
internal static class SignIns
{
    public static SignInRequest RequestOf(ApiContext api, HttpContext http, RequestBody body)
    {
        var rules = api.ToRuleRequest(http, body);
        var userAgent = http.Request.Headers.UserAgent is [var first, ..] ? first ?? "" : "";
        var client = new SignInClient(api.ClientAddress, userAgent, AddressList.AllowsSuperusers(api.Settings, api.ClientAddress));
        return new SignInRequest(rules, client, MfaId(rules, body)) { AdmitSignUp = InnerRequests.OfSignUp(api) };
    }

    /// <summary>The record as it sees itself and its token; or, when a second method is needed, what joins the two.</summary>
    public static async Task AnswerAsync(HttpContext http, ApiContext api, SignInResult result, RuleRequest request)
    {
        using var json = new JsonBuffer();
        switch (result)
        {
            case SignInResult.NeedsSecondMethod needed:
                json.Raw("{\"mfaId\":"u8);
                json.String(needed.MfaId);
                json.Raw((byte)'}');
                await JsonResponse.SendAsync(http, json, StatusCodes.Status401Unauthorized);
                break;
            case SignInResult.Completed completed:
                await WriteAsync(http, api, completed, request, json);
                await JsonResponse.SendAsync(http, json, fields: request.Query.Find("fields"));
                break;
            default:
                throw new InvalidOperationException($"{result} has no answer");
        }
    }

    private static async Task WriteAsync(HttpContext http, ApiContext api, SignInResult.Completed completed, RuleRequest request, JsonBuffer json)
    {
        var services = api.Services;
        var seen = request.By(Caller.Of(completed.Record));
        var expand = seen.Query.Find("expand") ?? "";
        await SchemaRetry.RunAsync(services.Storage, async schema =>
        {
            json.Clear();
            json.Raw("{\"record\":"u8);
            await services.Presenter.WriteAsync(services.Storage, schema, completed.Record, expand, seen, json, http.RequestAborted);
            json.Raw(",\"token\":"u8);
            json.String(completed.Token);
            if (completed.MetaJson is { } meta)
            {
                json.Raw(",\"meta\":"u8);
                json.Raw(Encoding.UTF8.GetBytes(meta));
            }

            json.Raw((byte)'}');
            return true;
        });
    }

    // The query's counts before the body's.
    private static string MfaId(RuleRequest rules, RequestBody body)
    {
        if (rules.Query.Find("mfaId") is { Length: > 0 } queried) return queried;
        if (!body.Values.TryGetValue("mfaId", out var value) || value.ValueKind is JsonValueKind.String or JsonValueKind.Null) return body.Text("mfaId");
        return body.FormKeys.Contains("mfaId") ? body.Text("mfaId") : throw BasaltException.Invalid("invalid_mfa_id", "Failed to read MFA Id.");
    }
}
