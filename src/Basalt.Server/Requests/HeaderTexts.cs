using Basalt.Rules;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Requests;

/// <summary>Request headers under their names in lower snake case, as rules name them: <c>x_token</c> is X-Token.</summary>
internal sealed class HeaderTexts(IHeaderDictionary headers) : IRequestTexts
{
    public string? Find(string key)
    {
        foreach (var (name, values) in headers)
        {
            if (IsSnakeCaseOf(key, name)) return values.Count > 0 ? values[0] : null;
        }

        return null;
    }

    private static bool IsSnakeCaseOf(string key, string name)
    {
        if (key.Length != name.Length) return false;
        for (var i = 0; i < key.Length; i++)
        {
            var c = name[i] == '-' ? '_' : char.ToLowerInvariant(name[i]);
            if (key[i] != c) return false;
        }

        return true;
    }
}
