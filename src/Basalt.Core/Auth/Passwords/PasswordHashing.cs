namespace Basalt.Auth;

/// <summary>
/// What a new password hash costs, and how many are made at once. The first three are the second of the settings that OWASP's
/// password storage cheat sheet gives as equally strong for Argon2id (with one lane); a check takes about 25 ms of one core.
/// </summary>
public sealed record PasswordHashing
{
    /// <summary>Memory of one hash, in KiB: 8 to 262,144. Default: 19,456 (19 MiB).</summary>
    public int MemoryKib { get; init; } = 19_456;

    /// <summary>Passes over that memory: 1 to 16. Default: 2.</summary>
    public int Passes { get; init; } = 2;

    /// <summary>Hashes at the same time, each on a thread of its own. Default: half of the cores, at least one.</summary>
    public int ThreadsAtMost { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Hashes that may wait for a thread; one more is refused. Default: 64, which two cores work off in about 2 seconds.</summary>
    public int WaitingAtMost { get; init; } = 64;
}
