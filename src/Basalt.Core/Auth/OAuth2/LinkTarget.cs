using Basalt.Records;

namespace Basalt.Auth;

/// <summary>The account that an identity of a provider is for, and why: when the reason is gone by the time of the link, so is the decision.</summary>
/// <param name="Seen">As it was stored when that was decided.</param>
internal sealed record LinkTarget(Record Seen, LinkReason Reason);

/// <summary>In the order in which they are looked for. Source: the protocol, accounts page, section 4.1.</summary>
internal enum LinkReason
{
    /// <summary>The identity is linked with it.</summary>
    Linked,

    /// <summary>It asks itself.</summary>
    Caller,

    /// <summary>It has the address that the provider vouches for.</summary>
    Address,
}
