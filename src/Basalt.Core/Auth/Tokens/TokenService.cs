using System.Text;
using Basalt.Records;
using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>Issues and verifies the tokens of auth records. They are signed with a key that only the record and its collection know.</summary>
public sealed class TokenService(IStorageEngine storage, RecordReader reader, TimeProvider clock)
{
    /// <summary>What every sign-in gives: an auth token that can be refreshed, with the life that the collection sets.</summary>
    /// <param name="record">As stored, after all changes that this request makes: a later change of its tokenKey voids the token.</param>
    public string IssueAuth(Record record) => Issue(record, TokenKind.Auth, DurationOf(record, TokenKind.Auth), refreshable: true);

    /// <summary>An auth token that a refresh gives back unchanged: it ends when it ends.</summary>
    public string IssueStatic(Record record, long durationSeconds) => Issue(record, TokenKind.Auth, durationSeconds, refreshable: false);

    public string IssueFile(Record record) => Issue(record, TokenKind.File, DurationOf(record, TokenKind.File));

    /// <summary>A token for a mail: of a kind that carries the record's e-mail, and the new one for <see cref="TokenKind.EmailChange"/>.</summary>
    public string IssueForMail(Record record, TokenKind kind, string? newEmail = null) =>
        Issue(record, kind, DurationOf(record, kind), email: record.TextOf("email"), newEmail: newEmail);

    /// <summary>What the token says and whom it names, if it is good: of that kind, in its time, its record stored, signed with its key.</summary>
    public async ValueTask<VerifiedToken?> VerifyAsync(string text, TokenKind kind, CancellationToken ct)
    {
        if (SignedToken.Parse(text) is not { } token || !IsDue(token.Claims, kind)) return null;
        var record = await FindRecordAsync(token.Claims, ct);
        return record is not null && IsSignedFor(token, record, kind) ? new VerifiedToken(record, token.Claims) : null;
    }

    internal bool IsDue(TokenClaims claims, TokenKind kind) => claims.Type == TokenKinds.ClaimOf(kind) && claims.AreValidAt(clock.GetUtcNow());

    internal ValueTask<Record?> FindRecordAsync(TokenClaims claims, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, schema => schema.FindById(claims.CollectionId) is { IsAuth: true } collection
            ? reader.FindAsync(storage, schema, collection, claims.Id, ct)
            : new ValueTask<Record?>((Record?)null));

    internal static bool IsSignedFor(SignedToken token, Record record, TokenKind kind) =>
        TryKey(record, kind, out var key) && token.IsSignedWith(key);

    private static long DurationOf(Record record, TokenKind kind) => TokenKinds.OptionsOf(record.Collection.Auth!, kind).DurationSeconds;

    private string Issue(
        Record record, TokenKind kind, long durationSeconds, bool? refreshable = null, string? email = null, string? newEmail = null)
    {
        if (!TryKey(record, kind, out var key)) throw new InvalidOperationException("the record or its collection has no key to sign a token with");
        var claims = new TokenClaims
        {
            Id = record.Id,
            CollectionId = record.Collection.Id,
            Type = TokenKinds.ClaimOf(kind),
            ExpiresAt = clock.GetUtcNow().ToUnixTimeSeconds() + durationSeconds,
            Refreshable = refreshable,
            Email = email,
            NewEmail = newEmail,
        };
        return SignedToken.Write(claims, key);
    }

    // Plain concatenation: so signed the servers whose sessions an import takes over. With either half empty the key would be
    // shared by many records, or known to everybody, so there is none.
    private static bool TryKey(Record record, TokenKind kind, out byte[] key)
    {
        var tokenKey = record.TextOf("tokenKey");
        var secret = record.Collection.Auth is { } auth ? TokenKinds.OptionsOf(auth, kind).Secret : "";
        key = tokenKey.Length > 0 && secret.Length > 0 ? Encoding.UTF8.GetBytes(tokenKey + secret) : [];
        return key.Length > 0;
    }
}

/// <param name="Record">Whom the token names, as stored now.</param>
/// <param name="Claims">What it says.</param>
public sealed record VerifiedToken(Record Record, TokenClaims Claims);
