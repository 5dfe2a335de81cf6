namespace Basalt.Server.Hosting;

/// <summary>How the HTTP server listens and whom it answers.</summary>
public sealed record BasaltServerOptions
{
    /// <summary>Address and port to listen on. Default: 127.0.0.1:8090.</summary>
    public string Http { get; init; } = "127.0.0.1:8090";

    /// <summary>Origins that browsers may call from: exact, or patterns with * and ?. Default: every origin.</summary>
    public IReadOnlyList<string> Origins { get; init; } = ["*"];

    /// <summary>Readable log lines on the console, from debug up.</summary>
    public bool Dev { get; init; }
}
