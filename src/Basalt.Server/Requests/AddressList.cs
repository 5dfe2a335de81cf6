using System.Collections.Immutable;
using System.Net;
using Basalt.Settings;
using Basalt.Text;

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
            if (AddressRange.Parse(entry)?.Contains(address) == true) return true;
        }

        return false;
    }
}
