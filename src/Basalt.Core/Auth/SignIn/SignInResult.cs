using Basalt.Records;

namespace Basalt.Auth;

/// <summary>What a right proof led to.</summary>
public abstract record SignInResult
{
    private SignInResult() { }

    /// <param name="Record">Who is in.</param>
    /// <param name="Token">Stands for it from now on.</param>
    /// <param name="MetaJson">What the method has to tell besides, as a JSON object, or null.</param>
    public sealed record Completed(Record Record, string Token, string? MetaJson = null) : SignInResult;

    /// <summary>A second, different method is needed; <paramref name="MfaId"/> joins the two.</summary>
    public sealed record NeedsSecondMethod(string MfaId) : SignInResult;
}
