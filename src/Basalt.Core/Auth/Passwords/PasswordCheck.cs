using System.Text;

namespace Basalt.Auth;

/// <summary>
/// Checks passwords against hashes. What fails can be made to take the same work whatever the hash was:
/// 1. the account's own hash is checked, if it has one; a match ends here, and may: whoever has the password may know;
/// 2. a hash of nobody is checked for each kind of Argon2id hash that the collection has and that was not the account's;
/// 3. bcrypt does 2^c rounds for a cost of c. A hash of cost c is followed by checks of the costs c, c+1, … up to the highest cost less
///    one, which together with it are 2^highest rounds. Without a bcrypt hash of its own there is one check of the highest cost.
/// </summary>
internal sealed class PasswordCheck(Argon2Cost current, int hashBytes)
{
    private readonly byte[] _salt = new byte[Argon2Hash.SaltBytes]; // a hash of nobody needs no chance
    private readonly byte[] _hash = new byte[hashBytes];

    public HashingTally Tally { get; } = new();

    /// <param name="costs">What a failure has to cost; null for the hash alone, or one of the current kind when there is none.</param>
    public bool Run(string password, string hash, HashCosts? costs)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        var bcrypt = BcryptHash.CostOf(hash) ?? 0;
        var argon2 = bcrypt == 0 ? Argon2Hash.Parse(hash) : null;
        if (bcrypt > 0 && MatchesBcrypt(password, hash, bcrypt)) return true;
        if (argon2 is not null && Matches(bytes, argon2)) return true;
        if (costs is null)
        {
            if (bcrypt == 0 && argon2 is null) WorkAs(current, bytes);
            return false;
        }

        foreach (var cost in costs.Argon2)
        {
            if (cost != argon2?.Cost) WorkAs(cost, bytes);
        }

        WorkAsBcrypt(password, bcrypt, costs.Bcrypt);
        return false;
    }

    private void WorkAsBcrypt(string password, int done, int highest)
    {
        if (done == 0 && highest > 0) MatchesBcrypt(password, BcryptHash.OfNobody(highest), highest);
        if (done == 0) return;
        for (var cost = done; cost < highest; cost++) MatchesBcrypt(password, BcryptHash.OfNobody(cost), cost);
    }

    private void WorkAs(Argon2Cost cost, byte[] password) => Matches(password, new Argon2Hash(cost.MemoryKib, cost.Passes, _salt, _hash));

    private bool Matches(byte[] password, Argon2Hash hash)
    {
        Tally.Add(hash.Cost);
        return hash.Matches(password);
    }

    private bool MatchesBcrypt(string password, string hash, int cost)
    {
        Tally.AddBcrypt(cost);
        return BcryptHash.Matches(password, hash);
    }
}
