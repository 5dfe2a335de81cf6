using Basalt.Records;
using Basalt.Rules;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Lets the first superuser be made over HTTP, by whoever reads what the server says at its start. Source: the protocol, accounts page,
/// section 15.2. The token is that of a placeholder account, which goes as soon as there is a superuser: see <see cref="InstallerAccount"/>.
/// </summary>
public sealed class Installer(IStorageEngine storage, RecordReader reader, RecordWriter writer, PasswordHasher hasher, TokenService tokens)
{
    /// <summary>How long the token is good, in seconds.</summary>
    public const int TokenSeconds = 30 * 60;

    private const int PasswordChars = 30;
    private const string Others = $"email != '{InstallerAccount.Email}'";

    /// <returns>A token with all rights of a superuser, which no refresh prolongs; null when there is a superuser.</returns>
    public async Task<string?> OfferAsync(CancellationToken ct)
    {
        // Nobody knows this password: the account is good for its token alone.
        var hash = await hasher.HashAsync(RandomText.Of(RandomText.Alphanumeric, PasswordChars), ct);
        var placeholder = await SchemaRetry.RunAsync(storage, schema => writer.TransactAsync(schema, session => FindOrMakeAsync(session, hash, ct), ct));
        return placeholder is null ? null : tokens.IssueStatic(placeholder, TokenSeconds);
    }

    // In one transaction: of several servers on one database the first makes it, the others find it.
    private async ValueTask<Record?> FindOrMakeAsync(WriteSession session, string hash, CancellationToken ct)
    {
        var superusers = session.Schema.Require(SystemCollections.Superusers);
        var others = await reader.FindWhereAsync(session.Transaction, session.Schema, superusers, Others, new RuleRequest(), 1, ct);
        if (others.Count > 0) return null;
        var email = superusers.FindField(AuthFields.Email)!;
        if (await reader.FindByAsync(session.Transaction, session.Schema, superusers, email, InstallerAccount.Email, ignoreCase: false, ct) is { } found) return found;
        var made = new Record(superusers);
        made[AuthFields.Email] = Value.Text(InstallerAccount.Email);
        made[AuthFields.Password] = Value.Text(hash);
        await session.InsertAsync(made, ct);
        return made;
    }
}
