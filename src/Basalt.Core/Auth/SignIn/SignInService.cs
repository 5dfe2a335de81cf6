using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>Signs accounts in by any of the methods that are registered.</summary>
public sealed class SignInService(SignInCompletion completion, params IReadOnlyList<ISignInMethod> methods)
{
    public IReadOnlyList<ISignInMethod> Methods => methods;

    /// <exception cref="BasaltException">With the kinds and messages of the protocol, accounts page, sections 0.5 and 3 to 8.</exception>
    public async Task<SignInResult> SignInAsync(
        ISignInMethod method, Collection collection, ISubmittedForm form, SignInRequest request, CancellationToken ct)
    {
        method.RequireEnabled(collection);
        var proof = await method.ProveAsync(collection, form, request, ct);
        return await completion.CompleteAsync(proof, method.Name, request, ct);
    }
}
