using System.Net;
using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Auth;

/// <summary>A sign-in as it was asked for, besides the proof itself.</summary>
/// <param name="Rules">The request as rules see it; its caller is whoever is signed in already, usually nobody.</param>
/// <param name="Client">Where it comes from.</param>
/// <param name="MfaId">Of an earlier sign-in by another method, or "".</param>
public sealed record SignInRequest(RuleRequest Rules, SignInClient Client, string MfaId = "")
{
    /// <summary>Refuses, by throwing, an account that is about to be made; null lets all be made.</summary>
    internal Action<Collection>? AdmitSignUp { get; init; }
}

/// <param name="Address">IPv4, or IPv6 that is no mapped IPv4.</param>
/// <param name="UserAgent">As sent; "" when there is none.</param>
/// <param name="MayBeSuperuser">Whether superusers may come from this address.</param>
public sealed record SignInClient(IPAddress Address, string UserAgent, bool MayBeSuperuser = true);
