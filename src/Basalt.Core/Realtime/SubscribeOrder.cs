using System.Globalization;
using System.Net;
using System.Text;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Realtime;

/// <summary>
/// A client's complete list of subscriptions, to replace what it had, and who asks. Source of the limits, the order of the checks and the
/// texts: the protocol, realtime page, section 2.
/// </summary>
internal sealed record SubscribeOrder
{
    private const int IdBytesAtMost = 255;
    internal const int SubscriptionsAtMost = 1_000;
    private const int SubscriptionBytesAtMost = 2_500;

    private static readonly FieldError HasBreaks = new("validation_match_invalid", "Must not hold line breaks or NUL.");

    public required string ClientId { get; init; }

    public required IReadOnlyList<string> Subscriptions { get; init; }

    public required Caller Caller { get; init; }

    public required IPAddress Address { get; init; }

    /// <summary>See <see cref="RealtimeClients.NextArrival"/>.</summary>
    public required long Arrival { get; init; }

    /// <returns>The client, bound to the caller.</returns>
    /// <exception cref="BasaltException">Refused; nothing was changed.</exception>
    public RealtimeClient Apply(RealtimeClients clients, SchemaSnapshot schema)
    {
        Check();
        var client = clients.Find(ClientId) ?? throw BasaltException.Missing("realtime_client_missing", "Missing or invalid client id.");
        if (!client.Address.Equals(Address)) throw BasaltException.Invalid("realtime_address_changed", "Invalid realtime client.");
        client.Subscribe(Caller, [.. Subscriptions.Where(s => s.Length > 0).Distinct(StringComparer.Ordinal)], Arrival, schema, chars => clients.Charge(client, chars));
        return client;
    }

    private void Check()
    {
        var form = new AccountForm().Require("clientId", ClientId).Length("clientId", ClientId, IdBytesAtMost);
        if (Subscriptions.Count > SubscriptionsAtMost) form.Add("subscriptions", TooLong(SubscriptionsAtMost));
        else form.Add("subscriptions", ErrorsOfSubscriptions());
        if (!form.IsValid) throw BasaltException.Invalid("invalid_subscriptions", "", form.Errors);
    }

    private ErrorTree ErrorsOfSubscriptions()
    {
        var errors = new ErrorTree();
        for (var i = 0; i < Subscriptions.Count; i++)
        {
            var error = Encoding.UTF8.GetByteCount(Subscriptions[i]) > SubscriptionBytesAtMost ? TooLong(SubscriptionBytesAtMost)
                : RealtimeMessage.HasBreaks(Subscriptions[i]) ? HasBreaks
                : null;
            if (error is not null) errors.Add(i.ToString(CultureInfo.InvariantCulture), error);
        }

        return errors;
    }

    private static FieldError TooLong(int most) => new(
        "validation_length_too_long", string.Create(CultureInfo.InvariantCulture, $"The length must be no more than {most}."), [new("min", 0), new("max", most)]);
}
