using Basalt.Errors;
using Basalt.Schema;
using Basalt.Settings;
using Basalt.Storage.Sql.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Basalt.Server.Hosting;

/// <summary>A Basalt over one data directory: opened, wired and ready to serve.</summary>
public sealed class BasaltHost : IAsyncDisposable
{
    private readonly SqliteEngine _engine;

    private BasaltHost(SqliteEngine engine, BasaltServices services, IReadOnlyList<string> copies)
    {
        _engine = engine;
        Services = services;
        Copies = copies;
    }

    public BasaltServices Services { get; }

    /// <summary>Names of the copies that were made of another server's database files before they were opened for the first time.</summary>
    public IReadOnlyList<string> Copies { get; }

    /// <summary>Opens a data directory, or makes it.</summary>
    /// <exception cref="BasaltException">It can't be opened; the message is one line for whoever started the program.</exception>
    public static BasaltHost Open(BasaltHostOptions options, ILoggerFactory logs)
    {
        var clock = TimeProvider.System;
        var directory = new SqliteDataDirectory(Path.GetFullPath(options.DataDirectory), clock, logs.CreateLogger("Basalt.Storage"))
        {
            Options = new SqliteOptions { QueryTimeout = options.QueryTimeout },
        };
        var opened = directory.Open(() => DefaultCollections.Create(clock));
        var services = new BasaltServices(opened.Engine, clock, logs, settingsCipher: options.SettingsCipher);
        return new BasaltHost(opened.Engine, services, opened.Copies);
    }

    /// <summary>The HTTP server over it.</summary>
    public WebApplication CreateServer(BasaltServerOptions options) => BasaltServer.Create(Services, options);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();
}

/// <summary>What is needed to open a data directory.</summary>
public sealed record BasaltHostOptions
{
    /// <summary>Default: <c>basalt_data</c> in the working folder.</summary>
    public string DataDirectory { get; init; } = "basalt_data";

    /// <summary>A query that takes longer is ended with an error. Default: 30 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads settings that are stored encrypted; null when none was given.</summary>
    public SettingsCipher? SettingsCipher { get; init; }
}
