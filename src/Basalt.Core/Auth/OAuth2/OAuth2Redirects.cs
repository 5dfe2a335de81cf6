using System.Net;
using Basalt.Realtime;
using Basalt.Text;

namespace Basalt.Auth;

/// <summary>
/// Hands what a provider gave the browser to the app that waits for it: the state is the id of the app's realtime client, which is subscribed to
/// <c>@oauth2</c>. Source: the protocol, accounts page, section 4.6.
/// </summary>
internal sealed class OAuth2Redirects(RealtimeClients clients, AppleNames names)
{
    private const string Topic = "@oauth2";

    /// <returns>Whether the app got a code.</returns>
    public bool Deliver(OAuth2Answer answer, IPAddress address)
    {
        if (clients.Find(answer.State) is not { } client || !client.Subscriptions.Contains(Topic)) return false;
        if (!client.Address.Equals(address))
        {
            client.Unsubscribe(Topic); // somebody else knows the state: the app must ask anew
            return false;
        }

        if (answer.Error.Length == 0) names.Keep(answer.Code, answer.User);
        return client.SendOnce(Topic, JsonOf(answer)) && answer is { Error.Length: 0, Code.Length: > 0 };
    }

    private static byte[] JsonOf(OAuth2Answer answer)
    {
        using var json = new JsonBuffer();
        json.Raw("{\"state\":"u8);
        json.String(answer.State);
        json.Name("code");
        json.String(answer.Code);
        if (answer.Error.Length > 0)
        {
            json.Name("error");
            json.String(answer.Error);
        }

        json.Raw((byte)'}');
        return json.WrittenMemory.ToArray();
    }
}

/// <summary>What a provider sends to the redirect's address; "" for what it leaves out.</summary>
/// <param name="State">That of the authorize step.</param>
/// <param name="Code">Good once.</param>
/// <param name="Error">Why there is no code.</param>
/// <param name="User">Of Apple, when somebody signs in for the first time: a JSON object with the name.</param>
internal sealed record OAuth2Answer(string State, string Code, string Error, string User);
