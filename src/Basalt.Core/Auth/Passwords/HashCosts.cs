using System.Collections.Immutable;

namespace Basalt.Auth;

/// <summary>Memory of an Argon2id hash in KiB, and its passes over it.</summary>
internal readonly record struct Argon2Cost(int MemoryKib, int Passes);

/// <summary>
/// What the hashes of a collection's accounts cost to check. A sign-in that fails does all of it, whatever hash the account has and
/// whether there is one: a check of each kind of Argon2id hash, and as many rounds as the costliest bcrypt hash takes.
/// </summary>
internal sealed class HashCosts
{
    private HashCosts(ImmutableArray<Argon2Cost> argon2, int bcrypt)
    {
        Argon2 = argon2;
        Bcrypt = bcrypt;
    }

    /// <summary>Each once; that of new hashes is among them.</summary>
    public ImmutableArray<Argon2Cost> Argon2 { get; }

    /// <summary>The highest cost of a bcrypt hash, which takes 2 to its power rounds; 0 when there is none.</summary>
    public int Bcrypt { get; }

    public static HashCosts Of(Argon2Cost ofNewHashes) => new([ofNewHashes], 0);

    /// <summary>These, and what the hash costs; the same instance when that is nothing new. What is no hash costs nothing.</summary>
    public HashCosts With(string hash)
    {
        if (BcryptHash.CostOf(hash) is { } cost) return cost > Bcrypt ? new HashCosts(Argon2, cost) : this;
        return Argon2Hash.Parse(hash) is { } argon2 && !Argon2.Contains(argon2.Cost) ? new HashCosts(Argon2.Add(argon2.Cost), Bcrypt) : this;
    }
}
