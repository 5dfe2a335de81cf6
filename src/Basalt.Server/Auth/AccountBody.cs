using System.Globalization;
using System.Text.Json;
using Basalt.Errors;
using Basalt.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Auth;

/// <summary>Bodies of the account endpoints: their refusals are worded apart from those of records (accounts page, section 0.2).</summary>
internal static class AccountBody
{
    public const string LoadingFailed = "An error occurred while loading the submitted data.";

    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: bad syntax, no object or an unsupported type;
    /// <see cref="ErrorKind.TooLarge"/>.</exception>
    public static async ValueTask<RequestBody> ReadAsync(HttpContext http)
    {
        try
        {
            return await BodyReader.ReadAsync(http, BodyReader.DefaultLimitBytes, http.RequestAborted);
        }
        catch (BasaltException malformed) when (malformed is { Kind: ErrorKind.Invalid, Message.Length: 0 })
        {
            throw BasaltException.Invalid(malformed.Code, LoadingFailed, inner: malformed.InnerException);
        }
    }

    /// <summary>A whole number under a key, or a form's text of one; 0 when it is absent, null or an empty text of a form.</summary>
    /// <exception cref="BasaltException"><see cref="ErrorKind.Invalid"/>: it is something else.</exception>
    public static long WholeNumber(RequestBody body, string key)
    {
        if (body.Find(key) is not { ValueKind: not JsonValueKind.Null } value) return 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)) return number;
        var text = body.FormKeys.Contains(key) ? body.Text(key) : "none";
        if (text.Length == 0) return 0;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
            ? number
            : throw BasaltException.Invalid("invalid_body", LoadingFailed);
    }
}
