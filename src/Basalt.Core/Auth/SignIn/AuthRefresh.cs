using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>Gives a signed-in record a token with a full life again. Source: the protocol, accounts page, section 6.</summary>
public sealed class AuthRefresh(TokenService tokens, SignInCompletion completion)
{
    /// <summary>Before anything of the request is looked at.</summary>
    /// <param name="collection">The one that was asked for, of whatever type.</param>
    /// <returns>The caller's record.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unauthenticated"/>: a guest; <see cref="ErrorKind.Denied"/>: a record of
    /// another collection; <see cref="ErrorKind.Missing"/>: the collection has no accounts.</exception>
    public static Record RequireRecordOf(Collection collection, Caller caller)
    {
        if (caller.Record is not { } record) throw SignInRefusals.RefreshByGuest();
        if (record.Collection.Id != collection.Id) throw SignInRefusals.RefreshByOther(record.Collection.Name.ToString());
        return collection.IsAuth ? record : throw SignInRefusals.NotAuthCollection();
    }

    /// <param name="token">The one by which the caller was found out.</param>
    /// <returns>A new token; the same one when it is not made to be refreshed.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Denied"/>: the record doesn't satisfy the collection's rule any more.</exception>
    public async Task<string> RefreshAsync(Record record, string token, RuleRequest request, CancellationToken ct)
    {
        await completion.RequireAuthRuleAsync(record, request, ct);
        return SignedToken.Parse(token) is { Claims.Refreshable: true } ? tokens.IssueAuth(record) : token;
    }
}
