using System.Text.Json;
using Basalt.Errors;
using Basalt.Realtime;
using Basalt.Server.Hosting;
using Basalt.Server.Requests;

namespace Basalt.Server.Realtime;

/// <summary>The body of a request that replaces subscriptions.</summary>
internal static class SubscriptionBody
{
    /// <summary>Three times the longest list that is allowed, for the escapes of JSON.</summary>
    public const long BytesAtMost = 8 * 1024 * 1024;

    private const int MoreThanAllowed = SubscribeOrder.SubscriptionsAtMost + 1; // is refused by their number, however many more come

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: something is of another JSON type.</exception>
    public static SubscribeOrder Read(RequestBody body, ApiContext api, long arrival) => new()
    {
        ClientId = TextOf(body.Find("clientId"), isForm: body.FormKeys.Contains("clientId")),
        Subscriptions = TextsOf(body.Find("subscriptions"), isForm: body.FormKeys.Contains("subscriptions")),
        Caller = api.Caller,
        Address = api.ClientAddress,
        Arrival = arrival,
    };

    private static List<string> TextsOf(JsonElement? value, bool isForm) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => [],
        { ValueKind: JsonValueKind.Array } list => [.. list.EnumerateArray().Take(MoreThanAllowed).Select(item => TextOf(item, isForm))],
        { } single when isForm => [TextOf(single, isForm)],
        _ => throw WrongType(),
    };

    // A form's values are typed by their look, and are texts all the same.
    private static string TextOf(JsonElement? value, bool isForm) => value switch
    {
        null or { ValueKind: JsonValueKind.Null } => "",
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } typed when isForm => typed.GetRawText(),
        _ => throw WrongType(),
    };

    private static BasaltException WrongType() => BasaltException.Invalid("invalid_body");
}
