using Basalt.Auth;

namespace Basalt.Records;

/// <summary>The superuser that exists only until there is a real one. Source: the protocol, accounts page, section 15.2.</summary>
internal sealed class InstallerAccount(RecordReader reader)
{
    public const string Email = "__pbinstaller@example.com";

    public static bool Is(Caller caller) => caller.IsSuperuser && caller.Record!.TextOf(AuthFields.Email) == Email;

    /// <summary>Its row, and with it its token, goes when any other superuser is created.</summary>
    public async ValueTask RemoveAfterAsync(WriteSession session, Record created, CancellationToken ct)
    {
        if (created.TextOf(AuthFields.Email) == Email) return;
        var email = created.Collection.FindField(AuthFields.Email)!;
        var installer = await reader.FindByAsync(session.Transaction, session.Schema, created.Collection, email, Email, ignoreCase: false, ct);
        if (installer is not null) await session.DeleteAsync(installer, ct);
    }
}
