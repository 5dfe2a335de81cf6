using Basalt.Auth;

namespace Basalt.Records;

/// <summary>
/// Password work of one write, done before its transaction: a hash takes milliseconds of CPU, which the one writer must never spend.
/// </summary>
internal sealed class Credentials(PasswordHasher hasher)
{
    private readonly Dictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private string? _provenHash;
    private string? _provenPlain;

    /// <summary>Hashes what a draft sets, unless that is done already.</summary>
    public async ValueTask PrepareAsync(IReadOnlyList<NewPassword> passwords, CancellationToken ct)
    {
        foreach (var password in passwords)
        {
            if (password.Plain.Length > 0 && !_hashes.ContainsKey(password.Plain))
            {
                _hashes[password.Plain] = await hasher.HashAsync(password.Plain, ct);
            }
        }
    }

    /// <summary>Compares a plain password with a stored hash, for <see cref="IsProven"/> to answer later.</summary>
    public async ValueTask ProveAsync(string plain, string storedHash, CancellationToken ct)
    {
        if (plain.Length == 0 || IsProven(plain, storedHash)) return;
        if (await hasher.VerifyAsync(plain, storedHash, ct)) (_provenPlain, _provenHash) = (plain, storedHash);
    }

    /// <summary>True when the plain password was found to be that of this very hash: not of one that was stored before it.</summary>
    public bool IsProven(string plain, string storedHash) => storedHash.Length > 0 && _provenPlain == plain && _provenHash == storedHash;

    /// <summary>Puts the hashes into the candidate.</summary>
    /// <exception cref="InvalidOperationException">They have not been made.</exception>
    public void Apply(ResolvedDraft draft)
    {
        foreach (var password in draft.Passwords)
        {
            draft.Candidate[password.Ordinal] = password.Plain.Length == 0
                ? Value.EmptyText
                : Value.Text(_hashes.TryGetValue(password.Plain, out var hash) ? hash : throw new InvalidOperationException("a password is not hashed"));
        }
    }
}
