using Basalt.Auth;
using Basalt.Jobs;
using Basalt.Mail;
using Basalt.RateLimits;
using Basalt.Realtime;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Server.Auth.OAuth2;
using Basalt.Server.Mail;
using Basalt.Server.Records;
using Basalt.Settings;
using Basalt.Storage;
using Microsoft.Extensions.Logging;

namespace Basalt.Server.Hosting;

/// <summary>Everything that serves requests, made once and wired by hand: the composition of Basalt over one storage engine.</summary>
public sealed class BasaltServices
{
    /// <param name="passwords">With another cost than the default one, or null.</param>
    /// <param name="settingsCipher">Of an operator who keeps the settings encrypted, or null.</param>
    /// <param name="mails">Carries mails; null for the SMTP server of the settings.</param>
    /// <param name="realtime">What event streams get; null for the defaults.</param>
    public BasaltServices(
        IStorageEngine storage, TimeProvider clock, ILoggerFactory logs, PasswordHasher? passwords = null, SettingsCipher? settingsCipher = null,
        IMailCarrier? mails = null, RealtimeLimits? realtime = null)
    {
        Storage = storage;
        Clock = clock;
        Logs = logs;
        Planner = new QueryPlanner(clock);
        Rules = new RuleChecker(Planner);
        Reader = new RecordReader(Planner);
        Presenter = new RecordPresenter(Reader, Rules);
        EmptyLists = new EmptyLists(clock);
        Changes = new ChangeFeed(logs.CreateLogger<ChangeFeed>());
        Realtime = new RealtimeClients(clock, realtime ?? new RealtimeLimits(), logs.CreateLogger<RealtimeClients>());
        Changes.Subscribe(Realtime);
        Passwords = passwords ?? new PasswordHasher();
        Settings = new SettingsStore(storage, settingsCipher);
        RateLimiters = new RateLimiters(clock);
        Writer = new RecordWriter(storage, Planner, Reader, Rules, Passwords, Changes, clock);
        Batch = new RecordBatch(storage, Writer);
        Collections = new CollectionService(storage, Writer, Settings, clock, logs.CreateLogger<CollectionService>());
        Tokens = new TokenService(storage, Reader, clock);
        Callers = new CallerResolver(storage, Tokens);
        Installer = new Installer(storage, Reader, Writer, Passwords, Tokens);
        Mails = new MailQueue(mails ?? new SmtpCarrier(logs.CreateLogger<SmtpCarrier>(), printsMails: false), Settings, clock, logs.CreateLogger<MailQueue>());
        var accountMails = new AccountMails(Tokens, Mails);
        TestMails = new TestMails(storage, Tokens, Mails);
        Verification = new Verification(storage, Reader, Writer, Tokens, Passwords, accountMails, clock);
        PasswordReset = new PasswordReset(storage, Reader, Writer, Tokens, Passwords, accountMails, clock);
        EmailChange = new EmailChange(storage, Reader, Writer, Tokens, Passwords, accountMails);
        OtpRequests = new OtpRequests(storage, Reader, Writer, Passwords, accountMails, clock);
        Superusers = new SuperuserAccounts(storage, Reader, Writer, OtpRequests);
        Impersonation = new Impersonation(storage, Reader, Tokens, logs.CreateLogger<Impersonation>());
        var mfa = new MfaSessions(storage, Reader, Writer, clock);
        var origins = new KnownOrigins(storage, Reader, Writer, accountMails, clock, logs.CreateLogger<KnownOrigins>());
        var completion = new SignInCompletion(storage, Rules, Tokens, mfa, origins);
        AppleNames = new AppleNames(clock);
        OAuth2Redirects = new OAuth2Redirects(Realtime, AppleNames);
        SignIns = new SignInService(
            completion,
            new PasswordSignIn(storage, Planner, Reader, Writer, Passwords, clock, logs.CreateLogger<PasswordSignIn>()),
            new OtpSignIn(storage, Reader, Writer, Passwords, clock),
            new OAuth2SignIn(storage, Reader, Writer, Passwords, new Lazy<IOAuth2Gateway>(() => new OAuth2Gateway(OAuth2Gateway.CreateClient(), clock)), AppleNames));
        AuthRefresh = new AuthRefresh(Tokens, completion);
        Queries = new RecordQueries(storage, Planner, Presenter);
        Jobs = new JobSchedule(new ExpiredRows(storage, Reader, Writer, clock).Jobs, clock, logs.CreateLogger<JobSchedule>());
    }

    public IStorageEngine Storage { get; }

    public TimeProvider Clock { get; }

    public ILoggerFactory Logs { get; }

    public SuperuserAccounts Superusers { get; }

    /// <summary>The event streams that are open, and how to send messages to them.</summary>
    public RealtimeClients Realtime { get; }

    internal Installer Installer { get; }

    /// <summary>Begins with the server that serves these, and ends before the storage does.</summary>
    internal JobSchedule Jobs { get; }

    internal MailQueue Mails { get; }

    internal TestMails TestMails { get; }

    internal Verification Verification { get; }

    internal PasswordReset PasswordReset { get; }

    internal EmailChange EmailChange { get; }

    internal OtpRequests OtpRequests { get; }

    internal Impersonation Impersonation { get; }

    internal SignInService SignIns { get; }

    internal AppleNames AppleNames { get; }

    internal OAuth2Redirects OAuth2Redirects { get; }

    internal AuthRefresh AuthRefresh { get; }

    internal QueryPlanner Planner { get; }

    internal RuleChecker Rules { get; }

    internal RecordReader Reader { get; }

    internal RecordPresenter Presenter { get; }

    internal TokenService Tokens { get; }

    internal CallerResolver Callers { get; }

    internal ChangeFeed Changes { get; }

    internal PasswordHasher Passwords { get; }

    internal SettingsStore Settings { get; }

    internal RateLimiters RateLimiters { get; }

    internal RecordWriter Writer { get; }

    internal RecordBatch Batch { get; }

    internal CollectionService Collections { get; }

    internal EmptyLists EmptyLists { get; }

    internal RecordQueries Queries { get; }
}
