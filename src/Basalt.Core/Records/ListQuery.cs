using System.Globalization;
using Basalt.Errors;

namespace Basalt.Records;

/// <summary>What a list asks for, parsed. Limits and defaults are those of the protocol, records page, section 4.</summary>
public sealed record ListQuery
{
    public const int DefaultPerPage = 30;
    public const int MostPerPage = 1000;

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>1 to <see cref="MostPerPage"/>.</summary>
    public int PerPage { get; init; } = DefaultPerPage;

    /// <summary>No count is done; totals are -1.</summary>
    public bool SkipTotal { get; init; }

    public string Filter { get; init; } = "";

    public string Sort { get; init; } = "";

    public string Expand { get; init; } = "";

    public long Offset => (long)(Page - 1) * PerPage;

    /// <summary>Reads the parameters of paging; null or "" is the default.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>, code <c>invalid_page</c> or <c>invalid_flag</c>.</exception>
    public static ListQuery Parse(string? page, string? perPage, string? skipTotal, string? filter, string? sort, string? expand) => new()
    {
        Page = Whole(page) is > 0 and var p ? p : 1,
        PerPage = Whole(perPage) is > 0 and var n ? Math.Min(n, MostPerPage) : DefaultPerPage,
        SkipTotal = Flag(skipTotal),
        Filter = filter ?? "",
        Sort = sort ?? "",
        Expand = expand ?? "",
    };

    /// <summary>The paging keys that follow the items; -1 for totals that were not asked for.</summary>
    internal void WriteTail(Text.JsonBuffer json, long total)
    {
        json.Raw("],\"page\":"u8);
        json.Number(Page);
        json.Raw(",\"perPage\":"u8);
        json.Number(PerPage);
        json.Raw(",\"totalItems\":"u8);
        json.Number(total);
        json.Raw(",\"totalPages\":"u8);
        json.Number(total < 0 ? -1 : (total + PerPage - 1) / PerPage);
        json.Raw((byte)'}');
    }

    private static int Whole(string? text)
    {
        if (string.IsNullOrEmpty(text)) return 0;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return (int)Math.Clamp(number, 0, int.MaxValue);
        }

        throw BasaltException.Invalid("invalid_page");
    }

    private static bool Flag(string? text) => text switch
    {
        null or "" or "0" or "f" or "F" or "FALSE" or "false" or "False" => false,
        "1" or "t" or "T" or "TRUE" or "true" or "True" => true,
        _ => throw BasaltException.Invalid("invalid_flag"),
    };
}
