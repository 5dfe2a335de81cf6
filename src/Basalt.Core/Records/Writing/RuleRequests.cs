using Basalt.Rules;

namespace Basalt.Records;

internal static class RuleRequests
{
    /// <summary>The request with a body as rules see it.</summary>
    public static RuleRequest WithBody(this RuleRequest request, IReadOnlyDictionary<string, Value> body) => new()
    {
        Context = request.Context,
        Method = request.Method,
        Caller = request.Caller,
        Headers = request.Headers,
        Query = request.Query,
        Body = body,
    };

    public static RuleRequest WithMethod(this RuleRequest request, string method) => new()
    {
        Context = request.Context,
        Method = method,
        Caller = request.Caller,
        Headers = request.Headers,
        Query = request.Query,
        Body = request.Body,
    };
}
