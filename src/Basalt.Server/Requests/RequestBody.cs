using System.Collections.Frozen;
using System.Text.Json;
using Basalt.Auth;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Rules;

namespace Basalt.Server.Requests;

/// <summary>A request's body: one JSON object, whatever format it came in.</summary>
internal sealed class RequestBody : ISubmittedForm
{
    private static readonly Dictionary<string, JsonElement> None = [];

    public static RequestBody Empty { get; } = new(None);

    private readonly Dictionary<string, JsonElement> _values;

    public RequestBody(Dictionary<string, JsonElement> values) => _values = values;

    /// <summary>Values by key, as sent. They stay valid until the request ends.</summary>
    public IReadOnlyDictionary<string, JsonElement> Values => _values;

    /// <summary>Keys under which files were sent.</summary>
    public IReadOnlyList<string> FileKeys { get; init; } = [];

    /// <summary>Keys whose values were plain texts of a form; <see cref="Values"/> has them typed by their look.</summary>
    public IReadOnlySet<string> FormKeys { get; init; } = FrozenSet<string>.Empty;

    public JsonElement? Find(string key) => _values.TryGetValue(key, out var value) ? value : null;

    public RecordDraft ToDraft() => new(_values);

    /// <summary>The values as rules see them before anything else is known of them.</summary>
    public IReadOnlyDictionary<string, Value> ToRuleValues() =>
        _values.Count == 0 ? RuleBody.None : _values.ToDictionary(v => v.Key, v => RuleBody.ValueOf(v.Value), StringComparer.Ordinal);

    /// <summary>A text under a key: "" when it is absent or null; a form's value as it was sent, whatever it looks like.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: it is of another JSON type.</exception>
    public string Text(string key) => _values.TryGetValue(key, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Null => "",
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False when FormKeys.Contains(key) => value.GetRawText(),
            _ => throw BasaltException.Invalid("invalid_body", "An error occurred while loading the submitted data."),
        }
        : "";
}
