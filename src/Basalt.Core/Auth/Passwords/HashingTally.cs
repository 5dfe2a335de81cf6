namespace Basalt.Auth;

/// <summary>The work that checks have taken, in what it consists of: unlike time, two checks of the same work have the same of it.</summary>
internal sealed class HashingTally
{
    private long _argon2Kib;
    private long _bcryptRounds;

    /// <summary>KiB that Argon2id has passed over.</summary>
    public long Argon2Kib => Interlocked.Read(ref _argon2Kib);

    public long BcryptRounds => Interlocked.Read(ref _bcryptRounds);

    public void Add(Argon2Cost cost) => Interlocked.Add(ref _argon2Kib, (long)cost.MemoryKib * cost.Passes);

    public void AddBcrypt(int cost) => Interlocked.Add(ref _bcryptRounds, 1L << cost);
}
