using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>
/// A way to prove who one is. It is registered once; the path of its endpoint, <c>@request.context</c> and the rows of half-done
/// sign-ins know it by its name.
/// </summary>
public interface ISignInMethod
{
    /// <summary>Lower case, such as <c>password</c>.</summary>
    string Name { get; }

    /// <summary>Names it in the labels of rate limits, beside <c>auth</c>, which names them all.</summary>
    string RateLimitTag { get; }

    /// <summary>Before anything of the request is looked at.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Denied"/>: the collection's accounts don't sign in this way.</exception>
    void RequireEnabled(Collection collection);

    /// <summary>Checks the proof. What it uses up stays used up, whatever comes after.</summary>
    /// <returns>Whose proof it was, as stored after all changes.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: it is malformed, or proves nothing.</exception>
    Task<SignInProof> ProveAsync(Collection collection, ISubmittedForm form, SignInRequest request, CancellationToken ct);
}

/// <param name="Record">Who it is.</param>
/// <param name="MetaJson">What the answer holds besides record and token, as a JSON object; null for nothing.</param>
public sealed record SignInProof(Record Record, string? MetaJson = null);

/// <summary>Values that were submitted, by key.</summary>
public interface ISubmittedForm
{
    /// <summary>As sent, never trimmed; "" when it is absent or null.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: it is no text.</exception>
    string Text(string key);

    /// <summary>Whatever was sent, or null when it is absent.</summary>
    JsonElement? Find(string key);
}
