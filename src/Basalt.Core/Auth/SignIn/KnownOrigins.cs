using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Basalt.Errors;
using Basalt.Mail;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;
using Microsoft.Extensions.Logging;

namespace Basalt.Auth;

/// <summary>
/// From where accounts have signed in, so that a sign-in from a new place can be told to its owner. Source: the protocol, accounts
/// page, section 13.
/// </summary>
public sealed partial class KnownOrigins(IStorageEngine storage, RecordReader reader, RecordWriter writer, AccountMails mails, TimeProvider clock, ILogger<KnownOrigins> log)
{
    private const string Fingerprint = "fingerprint";
    private const string Created = "created";
    private const int RowsAtMost = 5;
    private const int UserAgentBytesAtMost = 200;

    private readonly AccountRows _rows = new(reader);

    /// <summary>
    /// Remembers where a sign-in came from, and tells the account of a place that is new. A failure is logged only: it must not keep
    /// anybody out. A place that the account could not be told of is not remembered, so that the next sign-in from there tries again.
    /// </summary>
    public async Task NoteAsync(Record target, SignInClient client, CancellationToken ct)
    {
        try
        {
            var fingerprint = FingerprintOf(client);
            var known = await SchemaRetry.RunAsync(storage, schema => _rows.FindAsync(storage, schema, SystemCollections.AuthOrigins, target, ct));
            var isNew = !known.Exists(row => row.TextOf(Fingerprint) == fingerprint);
            if (isNew && known.Count > 0 && target.TextOf(AuthFields.Email).Length > 0) await AlertAsync(target, client, ct);
            await SchemaRetry.RunAsync(storage, schema => writer.TransactAsync(schema, session => NoteAsync(session, target, fingerprint, ct), ct));
        }
        catch (Exception error) when (error is BasaltException or UniqueViolationException or MailFailedException)
        {
            LogFailed(log, target.Collection.Name.ToString(), error);
        }
    }

    // Where no mail can be sent there is nobody to wait for: the place counts as known.
    private async Task AlertAsync(Record target, SignInClient client, CancellationToken ct)
    {
        var now = DateText.Now(clock);
        try
        {
            await mails.SendAlertAsync(target, $"{now} - {TextOf(client.Address)} {Encoding.UTF8.GetString(AgentOf(client))}", ct);
        }
        catch (MailFailedException off) when (off.IsOff)
        {
            LogAlertOff(log, target.Collection.Name.ToString());
        }
    }

    /// <summary>Lower-case hex MD5 of address and user agent. It is an identifier only; nothing rests on it being hard to forge.</summary>
    internal static string FingerprintOf(SignInClient client)
    {
        byte[] text = [.. Encoding.ASCII.GetBytes(TextOf(client.Address)), .. AgentOf(client)];
#pragma warning disable CA5351 // the fingerprints of an imported directory are MD5, and must go on matching
        return Convert.ToHexStringLower(MD5.HashData(text));
#pragma warning restore CA5351
    }

    private static byte[] AgentOf(SignInClient client)
    {
        var agent = Encoding.UTF8.GetBytes(client.UserAgent);
        return agent.Length > UserAgentBytesAtMost ? [.. agent.AsSpan(0, UserAgentBytesAtMost), .. "..."u8] : agent;
    }

    private static string TextOf(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        return string.Join(':', Enumerable.Range(0, 8).Select(i => string.Create(CultureInfo.InvariantCulture, $"{bytes[2 * i]:x2}{bytes[2 * i + 1]:x2}")));
    }

    private async ValueTask<bool> NoteAsync(WriteSession session, Record target, string fingerprint, CancellationToken ct)
    {
        var known = await _rows.FindAsync(session, SystemCollections.AuthOrigins, target, ct);
        if (known.Find(row => row.TextOf(Fingerprint) == fingerprint) is { } before)
        {
            await session.UpdateAsync(before, before.Clone(), ct); // sets the date of its last use
            return false;
        }

        if (known.Count >= RowsAtMost)
        {
            var oldest = known.OrderBy(row => row.TextOf(Created), StringComparer.Ordinal).Take(known.Count - RowsAtMost + 1);
            await session.DeleteAllAsync([.. oldest], ct);
        }

        var added = new Record(session.Schema.Require(SystemCollections.AuthOrigins));
        added[AccountRows.CollectionRef] = Value.Text(target.Collection.Id);
        added[AccountRows.RecordRef] = Value.Text(target.Id);
        added[Fingerprint] = Value.Text(fingerprint);
        await session.InsertAsync(added, ct);
        return true;
    }

    [LoggerMessage(4201, LogLevel.Warning, "The origin of a sign-in to {Collection} could not be told to its account, or not be stored")]
    private static partial void LogFailed(ILogger log, string collection, Exception error);

    [LoggerMessage(4202, LogLevel.Debug, "No mail server is configured: an account of {Collection} is not told of a sign-in from a new place")]
    private static partial void LogAlertOff(ILogger log, string collection);
}
