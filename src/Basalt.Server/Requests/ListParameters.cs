using Basalt.Records;
using Microsoft.AspNetCore.WebUtilities;

namespace Basalt.Server.Requests;

/// <summary>Reads the parameters of a list in one pass over the query string. Unknown ones are left to rules.</summary>
internal static class ListParameters
{
    public static (ListQuery Query, string? Fields) Parse(string? queryString)
    {
        string? page = null, perPage = null, skipTotal = null, filter = null, sort = null, expand = null, fields = null;
        foreach (var pair in new QueryStringEnumerable(queryString))
        {
            switch (pair.DecodeName().Span)
            {
                case "page": page ??= pair.DecodeValue().ToString(); break;
                case "perPage": perPage ??= pair.DecodeValue().ToString(); break;
                case "skipTotal": skipTotal ??= pair.DecodeValue().ToString(); break;
                case "filter": filter ??= pair.DecodeValue().ToString(); break;
                case "sort": sort ??= pair.DecodeValue().ToString(); break;
                case "expand": expand ??= pair.DecodeValue().ToString(); break;
                case "fields": fields ??= pair.DecodeValue().ToString(); break;
            }
        }

        return (ListQuery.Parse(page, perPage, skipTotal, filter, sort, expand), fields);
    }
}
