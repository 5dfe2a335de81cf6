using Basalt.Auth;
using Basalt.Records;

namespace Basalt.Server.Tests.Auth;

/// <summary>Tokens of mails, good ones and others.</summary>
internal static class Mailed
{
    /// <param name="which">
    /// What is wrong with it: a text that is none, another kind by name, <c>silent</c> (another collection), <c>expired</c>,
    /// <c>moved</c> (the account's e-mail was changed), <c>edited</c> (so it was, but for the token key), <c>forged</c>; else nothing.
    /// </param>
    public static async Task<string> TokenAsync(AuthServer server, string which, TokenKind kind)
    {
        var (bench, tokens) = (server.World.Bench, server.World.Bench.Services.Tokens);
        var ana = await server.World.AnaAsync();
        var newEmail = kind == TokenKind.EmailChange ? "new@example.com" : null;
        var token = tokens.IssueForMail(ana, kind, newEmail);
        switch (which)
        {
            case "" or "x": return which;
            case "auth": return tokens.IssueAuth(ana);
            case "passwordReset": return tokens.IssueForMail(ana, TokenKind.PasswordReset, newEmail);
            case "verification": return tokens.IssueForMail(ana, TokenKind.Verification, newEmail);
            case "emailChange": return tokens.IssueForMail(ana, TokenKind.EmailChange, newEmail);
            case "silent":
                var other = await bench.PutAsync("silent", "sil000000000001", r => (r["email"], r["tokenKey"]) = (Value.Text("s@example.com"), Value.Text(new string('k', 50))));
                return tokens.IssueForMail(other, kind, newEmail);
            case "expired":
                bench.Clock.Advance(TimeSpan.FromDays(2));
                return token;
            case "moved":
                await bench.UpdateAsync("members", AccountWorld.Ana, """{"email":"moved@example.com"}""", await bench.SuperuserAsync());
                return token;
            case "edited":
                await server.World.SetAsync(AccountWorld.Ana, r => r["email"] = Value.Text("edited@example.com"));
                return token;
            case "forged": return token[..^4] + (token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
            default: return token;
        }
    }
}
