using Basalt.Auth;
using Basalt.Errors;
using Basalt.Realtime;
using Basalt.Server.Mail;
using Basalt.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Basalt.Server.Hosting;

/// <summary>A Basalt over one data directory: opened, wired and ready to serve.</summary>
public sealed class BasaltHost : IAsyncDisposable
{
    /// <summary>Code of the refusal to open a directory that another process has open.</summary>
    public const string InUseCode = "data_directory_in_use";

    private readonly OpenedData _opened;
    private readonly PasswordHasher _passwords;

    private BasaltHost(string dataDirectory, OpenedData opened, PasswordHasher passwords, BasaltServices services)
    {
        DataDirectory = dataDirectory;
        Services = services;
        _opened = opened;
        _passwords = passwords;
    }

    public BasaltServices Services { get; }

    /// <summary>The whole path.</summary>
    public string DataDirectory { get; }

    /// <summary>Where the database is, without user and password; null when it is in the data directory.</summary>
    public string? Database => _opened.Database;

    /// <summary>True when the data was made just now.</summary>
    public bool IsNew => _opened.IsNew;

    /// <summary>Names of the copies that were made of another server's database files before they were opened for the first time.</summary>
    public IReadOnlyList<string> Copies => _opened.Copies;

    /// <summary>Whether anybody could manage the data when it was opened: a superuser who is not merely the placeholder of an installer.</summary>
    public bool HadSuperuser => _opened.HasSuperuser;

    /// <summary>Opens a data directory, and the database if it is elsewhere, or makes them.</summary>
    /// <exception cref="BasaltException">It can't be opened; the message is one line for whoever started the program.</exception>
    public static BasaltHost Open(BasaltHostOptions options, ILoggerFactory logs)
    {
        var clock = TimeProvider.System;
        var path = Path.GetFullPath(options.DataDirectory);
        var opened = OpenedData.Open(path, options, clock, logs.CreateLogger("Basalt.Storage"));
        var passwords = new PasswordHasher();
        var mails = new SmtpCarrier(logs.CreateLogger<SmtpCarrier>(), options.PrintMails);
        var services = new BasaltServices(opened.Engine, clock, logs, passwords, options.SettingsCipher, mails, options.Realtime);
        return new BasaltHost(path, opened, passwords, services);
    }

    /// <summary>The HTTP server over it.</summary>
    public WebApplication CreateServer(BasaltServerOptions options) => BasaltServer.Create(Services, options);

    public async ValueTask DisposeAsync()
    {
        await Services.Jobs.DisposeAsync();
        await Services.Mails.DisposeAsync(); // before the storage: what is sent may leave something to store
        _passwords.Dispose();
        await _opened.DisposeAsync();
    }
}

/// <summary>What is needed to open a data directory.</summary>
public sealed record BasaltHostOptions
{
    /// <summary>Default: <c>basalt_data</c> in the working folder.</summary>
    public string DataDirectory { get; init; } = "basalt_data";

    /// <summary>Address of a PostgreSQL database to keep the data in: <c>postgres://user:password@host:port/database</c>. Null, the default, for SQLite in the data directory.</summary>
    public string? Database { get; init; }

    /// <summary>Address of a copy that follows <see cref="Database"/>, for reads that it is up to date for; null, the default, for none.</summary>
    public string? Replica { get; init; }

    /// <summary>A query that takes longer is ended with an error. Default: 30 s.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>What event streams get.</summary>
    public RealtimeLimits Realtime { get; init; } = new();

    /// <summary>Reads settings that are stored encrypted; null when none was given.</summary>
    public SettingsCipher? SettingsCipher { get; init; }

    /// <summary>
    /// Where no mail server is configured, mails are printed to the log instead. They hold links and codes that open accounts: for
    /// development only. Default: no.
    /// </summary>
    public bool PrintMails { get; init; }
}
