using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Basalt.Server.Hosting;

/// <summary>Log lines of the request pipeline: 1000 to 1099. Never a query string, a header or a body: they hold secrets.</summary>
internal static partial class RequestLog
{
    [LoggerMessage(1000, LogLevel.Debug, "{Method} {Path} answered {Status} in {ElapsedMs:0.00} ms {CallerCollection}")]
    public static partial void Answered(
        this ILogger log, string method, PathString path, int status, double elapsedMs, string callerCollection);

    [LoggerMessage(1001, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void Failed(this ILogger log, string method, PathString path, Exception error);

    [LoggerMessage(1002, LogLevel.Debug, "Refused ({Code})")]
    public static partial void RefusedBecause(this ILogger log, string code, Exception cause);
}
