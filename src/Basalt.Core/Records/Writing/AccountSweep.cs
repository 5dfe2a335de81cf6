using Basalt.Schema;

namespace Basalt.Records;

/// <summary>What a change of an account sweeps away, by whatever path it comes. Source: the protocol, accounts page, section 14.2.</summary>
internal sealed class AccountSweep(AccountRows rows)
{
    /// <summary>Before the change is stored: may set a new token key on <paramref name="after"/>.</summary>
    public async ValueTask ApplyAsync(WriteSession session, Record before, Record after, CancellationToken ct)
    {
        var isPasswordSet = Differs(before, after, AuthFields.Password); // a hash has its salt: the same password differs too
        List<Record> swept = BecomesVerified(before, after) ? await rows.FindAsync(session, SystemCollections.ExternalAuths, after, ct) : [];
        var isKeySet = Differs(before, after, AuthFields.TokenKey);
        if (!isKeySet && (isPasswordSet || Differs(before, after, AuthFields.Email) || swept.Count > 0))
        {
            ServerValues.RenewTokenKey(after);
            isKeySet = true;
        }

        if (isPasswordSet)
        {
            swept.AddRange(await rows.FindAsync(session, SystemCollections.Mfas, after, ct));
            swept.AddRange(await rows.FindAsync(session, SystemCollections.AuthOrigins, after, ct));
        }

        if (isKeySet) swept.AddRange(await rows.FindAsync(session, SystemCollections.Otps, after, ct));
        if (swept.Count > 0) await session.DeleteAllAsync(swept, ct);
    }

    private static bool Differs(Record before, Record after, string field) => before[field] != after[field];

    private static bool BecomesVerified(Record before, Record after) => !before.IsTrue(AuthFields.Verified) && after.IsTrue(AuthFields.Verified);
}
