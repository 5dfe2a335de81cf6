using Basalt.Text;

namespace Basalt.Schema;

/// <summary>The secrets that sign an auth collection's tokens.</summary>
public static class AuthSecrets
{
    public const int MinLength = 30;
    public const int MaxLength = 255;
    private const int NewLength = 50;

    public static string New() => RandomText.Of(RandomText.Alphanumeric, NewLength);

    /// <summary>The same options with a new secret wherever there is none.</summary>
    public static AuthOptions Fill(AuthOptions options) => options with
    {
        AuthToken = Fill(options.AuthToken),
        PasswordResetToken = Fill(options.PasswordResetToken),
        EmailChangeToken = Fill(options.EmailChangeToken),
        VerificationToken = Fill(options.VerificationToken),
        FileToken = Fill(options.FileToken),
    };

    private static TokenOptions Fill(TokenOptions token) => token.Secret.Length > 0 ? token : token with { Secret = New() };
}
