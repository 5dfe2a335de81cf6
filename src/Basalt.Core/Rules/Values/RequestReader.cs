using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Basalt.Records;

namespace Basalt.Rules;

/// <summary>Reads one <c>@request.…</c> path from a request. What isn't there is NULL.</summary>
internal static class RequestReader
{
    public static Value Read(ParameterOrigin.Request origin, RuleRequest request)
    {
        if (origin.Modifier == RequestModifier.IsSet) return Value.Bool(IsSet(origin, request));
        var value = origin.Part switch
        {
            RequestPart.Auth => Auth(origin, request.Caller.Record),
            RequestPart.Body => Body(origin, request.Body),
            RequestPart.Query => Text(request.Query, origin.Path),
            RequestPart.Headers => Text(request.Headers, origin.Path),
            _ => throw new ArgumentOutOfRangeException(nameof(origin), origin.Part, "is no part of a request"),
        };
        return origin switch
        {
            { Modifier: RequestModifier.Lower } when value.Kind == ValueKind.Text => Value.Text(AsciiText.Lower(value.AsText())),
            { AsNumber: true } => AsNumber(value),
            _ => value,
        };
    }

    private static Value Auth(ParameterOrigin.Request origin, Record? caller)
    {
        if (caller is null) return Value.Null;
        switch (origin.Path)
        {
            case ["collectionId"]: return Value.Text(caller.Collection.Id);
            case ["collectionName"]: return Value.Text(caller.Collection.Name.ToString());
        }

        var ordinal = caller.Collection.OrdinalOf(origin.Path[0]);
        if (ordinal < 0) return Value.Null;
        var counts = origin.Modifier == RequestModifier.Length && FieldPathBinder.HasItems(caller.Collection.Fields[ordinal]);
        return counts ? Count(caller[ordinal]) : Part(caller[ordinal], origin.Path.AsSpan()[1..]);
    }

    private static Value Body(ParameterOrigin.Request origin, IReadOnlyDictionary<string, Value> body)
    {
        var value = body.GetValueOrDefault(origin.Path[0]);
        return origin.Modifier == RequestModifier.Length ? Count(value) : Part(value, origin.Path.AsSpan()[1..]);
    }

    private static Value Text(IRequestTexts texts, ImmutableArray<string> path) =>
        path is [var key] && texts.Find(key) is { } text ? Value.Text(text) : Value.Null;

    private static bool IsSet(ParameterOrigin.Request origin, RuleRequest request) => origin.Part switch
    {
        RequestPart.Body when origin.Path is [var key] => request.Body.ContainsKey(key),
        RequestPart.Body => !Body(origin, request.Body).IsNull || HasNull(request.Body, origin.Path),
        RequestPart.Query => origin.Path is [var key] && request.Query.Find(key) is not null,
        RequestPart.Headers => origin.Path is [var key] && request.Headers.Find(key) is not null,
        _ => false,
    };

    private static bool HasNull(IReadOnlyDictionary<string, Value> body, ImmutableArray<string> path) =>
        body.GetValueOrDefault(path[0]) is { Kind: ValueKind.Json } json &&
        JsonText.Read(json.AsJson(), path.AsSpan()[1..]).Kind == JsonValueKind.Null;

    /// <summary>Below a value: JSON goes as deep as it goes, points and lists one step.</summary>
    private static Value Part(Value value, ReadOnlySpan<string> path) => value.Kind switch
    {
        ValueKind.Json => JsonText.Read(value.AsJson(), path).ToValue(),
        ValueKind.Geo when path is ["lon"] => Value.Number(value.AsGeo().Lon),
        ValueKind.Geo when path is ["lat"] => Value.Number(value.AsGeo().Lat),
        ValueKind.Geo when path.IsEmpty => Value.Json(ListText.Of(value.AsGeo())),
        ValueKind.List when path is [var position] => ItemAt(value.AsList(), position),
        _ => path.IsEmpty ? value : Value.Null,
    };

    private static Value ItemAt(IReadOnlyList<string> items, string position) =>
        int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < items.Count ? Value.Text(items[at]) : Value.Null;

    /// <summary>Of nothing 0, of a single value 1 unless it is empty.</summary>
    private static Value Count(Value value) => Value.Number(value.Kind switch
    {
        ValueKind.Null => 0,
        ValueKind.List => value.AsList().Count,
        ValueKind.Text => value.AsText().Length == 0 ? 0 : 1,
        _ => 1,
    });

    private static Value AsNumber(Value value) =>
        value.Kind == ValueKind.Text &&
        double.TryParse(value.AsText(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) &&
        double.IsFinite(number)
            ? Value.Number(number)
            : value;
}
