using Basalt.Rules;
using Microsoft.AspNetCore.WebUtilities;

namespace Basalt.Server.Requests;

/// <summary>Query parameters, decoded only when asked for. Of a repeated parameter the first counts.</summary>
internal sealed class QueryTexts(string? queryString) : IRequestTexts
{
    public string? Find(string key)
    {
        foreach (var pair in new QueryStringEnumerable(queryString))
        {
            if (pair.DecodeName().Span.SequenceEqual(key)) return pair.DecodeValue().ToString();
        }

        return null;
    }
}
