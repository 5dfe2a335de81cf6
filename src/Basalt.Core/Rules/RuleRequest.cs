using Basalt.Auth;
using Basalt.Records;

namespace Basalt.Rules;

/// <summary>What a rule may know of the request that it decides: the <c>@request.*</c> paths.</summary>
public sealed class RuleRequest
{
    /// <summary><c>default</c>, <c>expand</c>, <c>realtime</c>, <c>protectedFile</c>, <c>batch</c>, <c>oauth2</c>, <c>otp</c> or <c>password</c>.</summary>
    public string Context { get; init; } = "default";

    public string Method { get; init; } = "GET";

    public Caller Caller { get; init; } = Caller.Guest;

    public IRequestTexts Headers { get; init; } = NoTexts.Instance;

    public IRequestTexts Query { get; init; } = NoTexts.Instance;

    /// <summary>
    /// Submitted values by plain field name, after coercion and with modifiers resolved; keys that are no fields as they came
    /// (text, number, bool, null, or JSON for arrays and objects). A key that is absent was not submitted.
    /// </summary>
    public IReadOnlyDictionary<string, Value> Body { get; init; } = new Dictionary<string, Value>();

    /// <summary>The same request, as seen by rules of records that are loaded along (<c>@request.context = "expand"</c>).</summary>
    public RuleRequest As(string context) =>
        new() { Context = context, Method = Method, Caller = Caller, Headers = Headers, Query = Query, Body = Body };

    /// <summary>The same request, as if somebody else had sent it.</summary>
    public RuleRequest By(Caller caller) =>
        new() { Context = Context, Method = Method, Caller = caller, Headers = Headers, Query = Query, Body = Body };
}

/// <summary>Headers (keys in lower snake case) or query parameters (keys as sent), looked up only when a rule names them.</summary>
public interface IRequestTexts
{
    /// <returns>The first value, or null when there is none.</returns>
    string? Find(string key);
}

internal sealed class NoTexts : IRequestTexts
{
    public static readonly NoTexts Instance = new();

    public string? Find(string key) => null;
}
