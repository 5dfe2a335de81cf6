using Basalt.Errors;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;

namespace Basalt.Records;

/// <summary>Decides how much of an account a caller may change.</summary>
internal sealed class AccountLevels(RuleChecker rules)
{
    /// <param name="account">The collection's manage rule is asked only when it asks for more than the default level.</param>
    /// <param name="row">What the manage rule looks at: the stored record, or the candidate of a create.</param>
    public async ValueTask<AccountLevel> DecideAsync(
        IStorageReader storage, SchemaSnapshot schema, AccountDraft account, Record row, RuleRequest request, CancellationToken ct)
    {
        if (request.Caller.IsSuperuser) return AccountLevel.Superuser;
        if (!account.AsksForManager || request.Caller.IsGuest) return AccountLevel.Default;
        if (row.Collection.Auth?.ManageRule is not { Length: > 0 } rule) return AccountLevel.Default;
        try
        {
            var isManager = await rules.SatisfiesAsync(storage, schema, rule, row, account.IsNew, request, ct);
            return isManager ? AccountLevel.Manager : AccountLevel.Default;
        }
        catch (BasaltException broken) when (broken.Kind == ErrorKind.Invalid)
        {
            return AccountLevel.Default; // a rule that can't be run makes nobody a manager
        }
    }
}
