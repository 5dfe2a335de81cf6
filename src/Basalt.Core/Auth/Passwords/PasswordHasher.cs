using System.Text;
using Basalt.Errors;

namespace Basalt.Auth;

/// <summary>Makes and verifies password hashes: Argon2id for new ones, bcrypt verified where an import brought it.</summary>
public sealed class PasswordHasher : IDisposable
{
    private const int HashBytes = 32;

    private readonly Argon2Cost _cost;
    private readonly HashingQueue _queue;
    private readonly PasswordCheck _check;

    public PasswordHasher(PasswordHashing? cost = null)
    {
        cost ??= new PasswordHashing();
        _cost = new Argon2Cost(cost.MemoryKib, cost.Passes);
        _queue = new HashingQueue(cost.ThreadsAtMost, cost.WaitingAtMost);
        _check = new PasswordCheck(_cost, HashBytes);
        NewHashes = HashCosts.Of(_cost);
    }

    /// <summary>Of a collection in which every hash is one that <see cref="HashAsync"/> made.</summary>
    internal HashCosts NewHashes { get; }

    /// <summary>How every hash begins that <see cref="HashAsync"/> makes.</summary>
    internal string NewHashPrefix => Argon2Hash.PrefixOf(_cost);

    internal HashingTally Tally => _check.Tally;

    /// <returns>A PHC string, about 97 characters.</returns>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>, code <c>password_queue_full</c>: too many hashes wait already.</exception>
    public Task<string> HashAsync(string password, CancellationToken ct) =>
        _queue.RunAsync(() => Argon2Hash.Of(Encoding.UTF8.GetBytes(password), _cost, HashBytes).ToString(), ct);

    /// <summary>
    /// Whether the password is the one that was hashed. Null, "" and what is no hash never verify, but take the work of a hash of the
    /// current cost. A wrong password takes the work of its hash: for callers that know already whose it is.
    /// </summary>
    /// <param name="password">As typed. Never trimmed or normalised.</param>
    /// <param name="hash">As stored. Its own parameters count, not the current ones.</param>
    /// <param name="ct">Gives up only while waiting for a turn.</param>
    /// <inheritdoc cref="HashAsync" path="/exception"/>
    public Task<bool> VerifyAsync(string password, string? hash, CancellationToken ct) =>
        _queue.RunAsync(() => _check.Run(password, hash ?? "", costs: null), ct);

    /// <summary>
    /// The same for callers that may be guessing. When it fails it has taken all the work of <paramref name="costs"/>: whoever asks
    /// can't tell an account without a password, or no account, from a wrong password, whatever kind of hash it was tried on.
    /// </summary>
    /// <inheritdoc cref="VerifyAsync(string, string?, CancellationToken)"/>
    internal Task<bool> VerifyAsync(string password, string? hash, HashCosts costs, CancellationToken ct) =>
        _queue.RunAsync(() => _check.Run(password, hash ?? "", costs), ct);

    /// <summary>Whether a hash that a password was just verified with is not of the kind that new ones are, and can be replaced.</summary>
    public static bool IsOutdated(string hash, string password) => BcryptHash.IsOne(hash) && BcryptHash.CoversAllOf(password);

    public void Dispose() => _queue.Dispose();
}
