using Basalt.Server.Tests.Auth;

namespace Basalt.Server.Tests.Security;

/// <summary>
/// What each route answers to whom, one row for each thing that can be asked for. Numbers are statuses of requests that are allowed
/// unless they say otherwise; what a guest gets holds for every token that is void, of another kind, or out of its time.
/// </summary>
internal static class RouteTable
{
    private const string Ana = AccountWorld.Ana;

    public static IReadOnlyList<RouteCase> Cases { get; } =
    [
        // route, request; guest, record of the collection named in the path, record of another, superuser
        new("GET /api/health", "/api/health", "", 200, 200, 200, 200),

        new("GET /api/realtime", "/api/realtime", "", 200, 200, 200, 200),
        new("POST /api/realtime", "/api/realtime", """{"clientId":"nothing"}""", 404, 404, 404, 404),
        new("GET /api/oauth2-redirect", "/api/oauth2-redirect", "", 307, 307, 307, 307),
        new("POST /api/oauth2-redirect", "/api/oauth2-redirect", """{"state":"nothing","code":"1"}""", 303, 303, 303, 303),
        new("GET /_", "/_/", "", 200, 200, 200, 200),

        new("GET /api/settings", "/api/settings", "", 401, 403, 403, 200),
        new("PATCH /api/settings", "/api/settings", "{}", 401, 403, 403, 200),
        new("POST /api/settings/test/email", "/api/settings/test/email", """{"email":"see@example.com","template":"otp"}""", 401, 403, 403, 204),
        new("POST /api/settings/apple/generate-client-secret", "/api/settings/apple/generate-client-secret", "{}", 401, 403, 403, 400),

        new("GET /api/collections", "/api/collections", "", 401, 403, 403, 200),
        new("POST /api/collections", "/api/collections", "{}", 401, 403, 403, 400),
        new("GET /api/collections/{collection}", "/api/collections/members", "", 401, 403, 403, 200),
        new("PATCH /api/collections/{collection}", "/api/collections/members", "{}", 401, 403, 403, 200),
        new("DELETE /api/collections/{collection}", "/api/collections/nothing", "", 401, 403, 403, 404),
        new("DELETE /api/collections/{collection}/truncate", "/api/collections/nothing/truncate", "", 401, 403, 403, 404),
        new("PUT /api/collections/import", "/api/collections/import", "{}", 401, 403, 403, 400),
        new("GET /api/collections/meta/scaffolds", "/api/collections/meta/scaffolds", "", 401, 403, 403, 200),
        new("GET /api/collections/meta/oauth2-providers", "/api/collections/meta/oauth2-providers", "", 401, 403, 403, 200),
        new("POST /api/collections/meta/dry-run-view", "/api/collections/meta/dry-run-view", "{}", 401, 403, 403, 400),

        new("GET /api/collections/{collection}/records", "/api/collections/open/records", "", 200, 200, 200, 200),
        new("GET /api/collections/{collection}/records", "/api/collections/locked/records", "", 403, 403, 403, 200),
        new("GET /api/collections/{collection}/records", "/api/collections/_superusers/records", "", 403, 403, 403, 200),
        new("GET /api/collections/{collection}/records", "/api/collections/_otps/records", "", 200, 200, 200, 200),
        new("GET /api/collections/{collection}/records/{id}", "/api/collections/locked/records/nothing", "", 403, 403, 403, 404),
        new("GET /api/collections/{collection}/records/{id}", "/api/collections/own/records/" + Ana, "", 404, 200, 404, 200),
        new("POST /api/collections/{collection}/records", "/api/collections/open/records", "{}", 200, 200, 200, 200),
        new("POST /api/collections/{collection}/records", "/api/collections/locked/records", "{}", 403, 403, 403, 200),
        new("POST /api/collections/{collection}/records", "/api/collections/_superusers/records", "{}", 403, 403, 403, 400),
        new("POST /api/collections/{collection}/records", "/api/collections/_externalAuths/records", "{}", 403, 403, 403, 400),
        new("PATCH /api/collections/{collection}/records/{id}", "/api/collections/own/records/" + Ana, "{}", 404, 200, 404, 200),
        new("PATCH /api/collections/{collection}/records/{id}", "/api/collections/locked/records/nothing", "{}", 403, 403, 403, 404),
        new("DELETE /api/collections/{collection}/records/{id}", "/api/collections/locked/records/nothing", "", 403, 403, 403, 404),
        new("DELETE /api/collections/{collection}/records/{id}", "/api/collections/_mfas/records/nothing", "", 403, 403, 403, 404),

        new("POST /api/batch", "/api/batch", """{"requests":[{"method":"POST","url":"/api/collections/open/records","body":{}}]}""", 200, 200, 200, 200),
        new("POST /api/batch", "/api/batch", """{"requests":[{"method":"POST","url":"/api/collections/locked/records","body":{}}]}""", 400, 400, 400, 200),

        new("GET /api/collections/{collection}/auth-methods", "/api/collections/members/auth-methods", "", 200, 200, 200, 200),
        new("POST /api/collections/{collection}/auth-with-password", "/api/collections/members/auth-with-password", AuthServer.AnasBody, 200, 200, 200, 200),
        new("POST /api/collections/{collection}/auth-with-password", "/api/collections/closed/auth-with-password", """{"identity":"cleo@example.com","password":"12345678"}""", 403, 403, 403, 200),
        new("POST /api/collections/{collection}/auth-with-otp", "/api/collections/members/auth-with-otp", """{"otpId":"{new id}","password":"12345678"}""", 400, 400, 400, 400),
        new("POST /api/collections/{collection}/auth-with-oauth2", "/api/collections/members/auth-with-oauth2", "{}", 403, 403, 403, 403),
        new("POST /api/collections/{collection}/auth-refresh", "/api/collections/members/auth-refresh", "", 401, 200, 403, 403),
        new("POST /api/collections/{collection}/auth-refresh", "/api/collections/_superusers/auth-refresh", "", 401, 403, 403, 200),
        new("POST /api/collections/{collection}/request-otp", "/api/collections/members/request-otp", """{"email":"nobody@example.com"}""", 200, 200, 200, 200),
        new("POST /api/collections/{collection}/impersonate/{id}", "/api/collections/members/impersonate/" + Ana, "{}", 401, 403, 403, 200),
        new("POST /api/collections/{collection}/request-verification", "/api/collections/members/request-verification", """{"email":"nobody@example.com"}""", 204, 204, 204, 204),
        new("POST /api/collections/{collection}/request-verification", "/api/collections/_superusers/request-verification", """{"email":"nobody@example.com"}""", 400, 400, 400, 400),
        new("POST /api/collections/{collection}/confirm-verification", "/api/collections/members/confirm-verification", "{}", 400, 400, 400, 400),
        new("POST /api/collections/{collection}/request-password-reset", "/api/collections/members/request-password-reset", """{"email":"nobody@example.com"}""", 204, 204, 204, 204),
        new("POST /api/collections/{collection}/confirm-password-reset", "/api/collections/members/confirm-password-reset", "{}", 400, 400, 400, 400),
        new("POST /api/collections/{collection}/request-email-change", "/api/collections/members/request-email-change", """{"newEmail":"new@example.com"}""", 401, 204, 403, 403),
        new("POST /api/collections/{collection}/request-email-change", "/api/collections/_superusers/request-email-change", """{"newEmail":"new@example.com"}""", 401, 403, 403, 400),
        new("POST /api/collections/{collection}/confirm-email-change", "/api/collections/members/confirm-email-change", "{}", 400, 400, 400, 400),

        new("* {**path}", "/api/nothing", "", 404, 404, 404, 404),
    ];
}

/// <param name="Route">Method and pattern as the server maps it; HEAD goes with GET, and * stands for any method.</param>
/// <param name="Path">What is asked for.</param>
/// <param name="Body">What is sent; "" for nothing.</param>
/// <param name="Guest">Without a token that is good.</param>
/// <param name="Own">By a record of the collection that the path names, Ana; where it names none, by Ana as well.</param>
/// <param name="Other">By a record of another auth collection with the same id.</param>
/// <param name="Superuser">By a superuser.</param>
internal sealed record RouteCase(string Route, string Path, string Body, int Guest, int Own, int Other, int Superuser)
{
    public string Method => Route.Split(' ')[0] is "*" ? "GET" : Route.Split(' ')[0];
}
