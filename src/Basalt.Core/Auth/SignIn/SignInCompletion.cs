using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;
using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>What every sign-in ends with, once somebody has proved who they are. Source: the protocol, accounts page, section 0.5.</summary>
public sealed class SignInCompletion(IStorageEngine storage, RuleChecker rules, TokenService tokens, MfaSessions mfa, KnownOrigins origins)
{
    /// <exception cref="BasaltException"><see cref="ErrorKind.Denied"/>: the collection's rule says no; <see cref="ErrorKind.Invalid"/>: a
    /// second method was needed and the one before does not count.</exception>
    public async Task<SignInResult> CompleteAsync(SignInProof proof, string method, SignInRequest request, CancellationToken ct)
    {
        var target = proof.Record;
        if (target.Collection.IsSuperusers && !request.Client.MayBeSuperuser) throw BasaltException.Denied("superuser_address_refused");
        var context = request.Rules.As(method);
        await RequireAuthRuleAsync(target, context, ct);
        if (await NeedsMfaAsync(target, context, ct))
        {
            if (request.MfaId.Length == 0) return new SignInResult.NeedsSecondMethod(await mfa.BeginAsync(target, method, ct));
            await mfa.FinishAsync(request.MfaId, target, method, ct);
        }

        if (target.Collection.Auth!.AuthAlert.Enabled) await origins.NoteAsync(target, request.Client, ct);
        return new SignInResult.Completed(target, tokens.IssueAuth(target), proof.MetaJson);
    }

    /// <summary>The collection's <c>authRule</c>: locked for nobody, open for everybody, and a rule that is broken says no.</summary>
    internal async Task RequireAuthRuleAsync(Record target, RuleRequest request, CancellationToken ct)
    {
        if (request.Caller.IsSuperuser) return;
        if (target.Collection.Auth!.AuthRule is not { } rule) throw SignInRefusals.RuleNotSatisfied();
        try
        {
            if (await SatisfiesAsync(rule, target, request, ct)) return;
        }
        catch (BasaltException broken) when (broken.Kind == ErrorKind.Invalid)
        {
            // refused below
        }

        throw SignInRefusals.RuleNotSatisfied();
    }

    private async Task<bool> NeedsMfaAsync(Record target, RuleRequest request, CancellationToken ct)
    {
        var options = target.Collection.Auth!.Mfa;
        if (!options.Enabled) return false;
        try
        {
            return await SatisfiesAsync(options.Rule, target, request, ct);
        }
        catch (BasaltException broken) when (broken.Kind == ErrorKind.Invalid)
        {
            throw SignInRefusals.Failed(broken); // whether a second method is needed can't be said, so nobody gets in
        }
    }

    private ValueTask<bool> SatisfiesAsync(string rule, Record target, RuleRequest request, CancellationToken ct) =>
        SchemaRetry.RunAsync(storage, schema => rules.SatisfiesAsync(storage, schema, rule, target, false, request, ct));
}
