using System.Text;
using Basalt.Errors;

namespace Basalt.Auth;

/// <summary>Makes and verifies password hashes: Argon2id for new ones, bcrypt verified where an import brought it.</summary>
public sealed class PasswordHasher : IDisposable
{
    private const int HashBytes = 32;

    private readonly PasswordHashing _cost;
    private readonly HashingQueue _queue;
    private readonly Argon2Hash _dummy; // of no password at all: it only takes its time, so it needs no chance

    public PasswordHasher(PasswordHashing? cost = null)
    {
        _cost = cost ?? new PasswordHashing();
        _queue = new HashingQueue(_cost.ThreadsAtMost, _cost.WaitingAtMost);
        _dummy = new Argon2Hash(_cost.MemoryKib, _cost.Passes, new byte[Argon2Hash.SaltBytes], new byte[HashBytes]);
    }

    /// <returns>A PHC string, about 97 characters.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>, code <c>password_queue_full</c>: too many hashes wait already.</exception>
    public Task<string> HashAsync(string password, CancellationToken ct) =>
        _queue.RunAsync(() => Argon2Hash.Of(Encoding.UTF8.GetBytes(password), _cost.MemoryKib, _cost.Passes, HashBytes).ToString(), ct);

    /// <summary>
    /// Whether the password is the one that was hashed. Null, "" and what is no hash never verify, but take the time of a hash of
    /// the current cost: whoever asks can't tell an account without a password, or no account, from a wrong password.
    /// </summary>
    /// <param name="password">As typed. Never trimmed or normalised.</param>
    /// <param name="hash">As stored. Its own parameters count, not the current ones.</param>
    /// <param name="ct">Gives up only while waiting for a turn.</param>
    /// <inheritdoc cref="HashAsync" path="/exception"/>
    public Task<bool> VerifyAsync(string password, string? hash, CancellationToken ct) => _queue.RunAsync(() => Verify(password, hash ?? ""), ct);

    /// <summary>Whether a hash that a password was just verified with is not of the kind that new ones are, and can be replaced.</summary>
    public static bool IsOutdated(string hash, string password) => BcryptHash.IsOne(hash) && BcryptHash.CoversAllOf(password);

    public void Dispose() => _queue.Dispose();

    private bool Verify(string password, string hash)
    {
        if (BcryptHash.IsOne(hash)) return BcryptHash.Matches(password, hash);
        var bytes = Encoding.UTF8.GetBytes(password);
        if (Argon2Hash.Parse(hash) is { } argon2) return argon2.Matches(bytes);
        _ = _dummy.Matches(bytes);
        return false;
    }
}
