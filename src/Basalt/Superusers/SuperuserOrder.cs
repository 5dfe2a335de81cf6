namespace Basalt.Cli.Superusers;

/// <summary>What is to be done with a superuser.</summary>
internal enum SuperuserVerb
{
    Create,
    Update,
    Upsert,
    Delete,

    /// <summary>Makes a one-time password.</summary>
    Otp,

    /// <summary>Sets the addresses from which superusers may come.</summary>
    Ips,
}

/// <param name="Verb">What to do.</param>
/// <param name="Email">Of the superuser; "" with <see cref="SuperuserVerb.Ips"/>.</param>
/// <param name="Password">The new one; "" where there is none.</param>
internal sealed record SuperuserOrder(SuperuserVerb Verb, string Email = "", string Password = "")
{
    /// <summary>With <see cref="SuperuserVerb.Ips"/>: addresses and ranges, as they were typed.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];
}
