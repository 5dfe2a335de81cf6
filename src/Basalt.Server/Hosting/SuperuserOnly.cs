using Basalt.Errors;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Hosting;

/// <summary>For endpoints that only superusers may use. Source of the texts: the protocol, head of the collections page.</summary>
internal static class SuperuserOnly
{
    /// <exception cref="BasaltException"><see cref="ErrorKind.Unauthenticated"/> or <see cref="ErrorKind.Denied"/>: the caller is none.</exception>
    public static ApiContext Check(HttpContext http)
    {
        var api = ApiContext.Of(http);
        if (api.Caller.IsSuperuser) return api;
        throw api.Caller.IsGuest
            ? new BasaltException(ErrorKind.Unauthenticated, "sign_in_needed", "The request requires valid record authorization token.")
            : BasaltException.Denied("superuser_needed", "The authorized record is not allowed to perform this action.");
    }
}
