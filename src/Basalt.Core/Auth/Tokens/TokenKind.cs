using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>What a token is good for. Each kind has a secret and a life of its own in every auth collection.</summary>
public enum TokenKind
{
    /// <summary>Stands for the record in the <c>Authorization</c> header.</summary>
    Auth,

    /// <summary>In the query of a protected file or a backup.</summary>
    File,
    Verification,
    PasswordReset,
    EmailChange,
}

internal static class TokenKinds
{
    /// <summary>The <c>type</c> claim. Source: the protocol, importing page, section 4.</summary>
    public static string ClaimOf(TokenKind kind) => kind switch
    {
        TokenKind.Auth => "auth",
        TokenKind.File => "file",
        TokenKind.Verification => "verification",
        TokenKind.PasswordReset => "passwordReset",
        TokenKind.EmailChange => "emailChange",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no kind of token"),
    };

    public static TokenOptions OptionsOf(AuthOptions auth, TokenKind kind) => kind switch
    {
        TokenKind.Auth => auth.AuthToken,
        TokenKind.File => auth.FileToken,
        TokenKind.Verification => auth.VerificationToken,
        TokenKind.PasswordReset => auth.PasswordResetToken,
        TokenKind.EmailChange => auth.EmailChangeToken,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "is no kind of token"),
    };
}
