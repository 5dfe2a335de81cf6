using Basalt.Errors;
using Basalt.Server.Requests;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Auth;

/// <summary>Bodies of the account endpoints: their refusals are worded apart from those of records (accounts page, section 0.2).</summary>
internal static class AccountBody
{
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
            throw BasaltException.Invalid(malformed.Code, "An error occurred while loading the submitted data.", inner: malformed.InnerException);
        }
    }
}
