using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>Checks the token of a mail as one of the fields of a form.</summary>
internal sealed class AccountTokens(TokenService tokens)
{
    public const string Field = "token";

    private static readonly FieldError Invalid = new("validation_invalid_token", "Invalid or expired token.");
    private static readonly FieldError OfAnother = new("validation_token_collection_mismatch", "The provided token is for different auth collection.");

    /// <summary>Adds an error to the form when the token is missing, no good, or of another collection.</summary>
    /// <param name="claimsError">What is wrong with the claims, apart from whether they can be believed; looked at first.</param>
    /// <returns>Null when there is an error.</returns>
    public async ValueTask<VerifiedToken?> CheckAsync(
        AccountForm form, Collection collection, string text, TokenKind kind, CancellationToken ct, Func<TokenClaims?, FieldError?>? claimsError = null)
    {
        form.Require(Field, text);
        if (form.HasError(Field)) return null;
        if (claimsError?.Invoke(SignedToken.Parse(text)?.Claims) is { } unfit) return Refuse(form, unfit);
        if (await tokens.VerifyAsync(text, kind, ct) is not { } verified) return Refuse(form, Invalid);
        return verified.Record.Collection.Id == collection.Id ? verified : Refuse(form, OfAnother);
    }

    /// <summary>The token was good when it was looked at, and is no more.</summary>
    public static BasaltException UsedUp()
    {
        var form = new AccountForm();
        form.Add(Field, Invalid);
        return form.ToException();
    }

    private static VerifiedToken? Refuse(AccountForm form, FieldError error)
    {
        form.Add(Field, error);
        return null;
    }
}
