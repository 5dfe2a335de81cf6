using System.Collections.Immutable;
using System.Net;
using Basalt.Settings;

namespace Basalt.Server.Requests;

/// <summary>Addresses and CIDR ranges as an operator lists them. What can't be read as either matches nobody.</summary>
internal static class AddressList
{
    /// <summary>An empty list lets superusers come from anywhere.</summary>
    public static bool AllowsSuperusers(ServerSettings settings, IPAddress address) =>
        settings.SuperuserIps.Length == 0 || Contains(settings.SuperuserIps, address);

    public static bool Contains(ImmutableArray<string> list, IPAddress address)
    {
        foreach (var entry in list)
        {
            if (IPAddress.TryParse(entry, out var single) ? ClientAddress.Normal(single).Equals(address) : IsInRange(entry, address)) return true;
        }

        return false;
    }

    private static bool IsInRange(string entry, IPAddress address) => IPNetwork.TryParse(entry, out var range) && range.Contains(address);
}
