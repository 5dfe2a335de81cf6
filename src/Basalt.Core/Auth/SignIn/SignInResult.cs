using Basalt.Records;

namespace Basalt.Auth;

/// <summary>What a right proof led to.</summary>
public abstract record SignInResult
{
    private SignInResult() { }

    public sealed record Completed(Record Record, string Token) : SignInResult;

    /// <summary>A second, different method is needed; <paramref name="MfaId"/> joins the two.</summary>
    public sealed record NeedsSecondMethod(string MfaId) : SignInResult;
}
