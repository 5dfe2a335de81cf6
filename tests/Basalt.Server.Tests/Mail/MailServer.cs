using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Storage;
using SmtpResponse = SmtpServer.Protocol.SmtpResponse;

namespace Basalt.Server.Tests.Mail;

/// <summary>A mail server on loopback that speaks real SMTP and keeps what it is given.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    public const string User = "mailer";
    public const string Password = "mail-secret";

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    private MailServer(Func<EndpointDefinitionBuilder, EndpointDefinitionBuilder> endpoint)
    {
        Port = FreePort();
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(e => endpoint(e.Port(Port))).Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(new Store(this));
        services.Add((IUserAuthenticator)new DelegatingUserAuthenticator((user, password) => user == User && password == Password));
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_stop.Token);
    }

    public int Port { get; }

    public ConcurrentQueue<MimeMessage> Received { get; } = new();

    /// <summary>Given to the next mails instead of taking them, in this order.</summary>
    public ConcurrentQueue<SmtpResponse> Refusals { get; } = new();

    public static MailServer Open() => new(e => e.AllowUnsecureAuthentication());

    public static MailServer ForUsers() => new(e => e.AllowUnsecureAuthentication().AuthenticationRequired());

    /// <summary>TLS from the start, with a certificate that nobody vouches for.</summary>
    public static MailServer WithOwnCertificate() => new(e => e.IsSecure(true).Certificate(OwnCertificate()));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _running;
        }
        catch (OperationCanceledException)
        {
            // how it ends
        }

        _stop.Dispose();
    }

    private static X509Certificate2 OwnCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, new DateTimeOffset(2090, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Store(MailServer server) : MessageStore
    {
        public override Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            if (server.Refusals.TryDequeue(out var refusal)) return Task.FromResult(refusal);
            using var stream = new MemoryStream(buffer.ToArray());
            server.Received.Enqueue(MimeMessage.Load(stream, cancellationToken));
            return Task.FromResult(SmtpResponse.Ok);
        }
    }
}
