using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Microsoft.Extensions.Logging;

namespace Basalt.Auth;

/// <summary>
/// From where accounts have signed in, so that a sign-in from a new place can be told to its owner. Source: the protocol, accounts
/// page, section 13.
/// </summary>
public sealed partial class KnownOrigins(IStorageEngine storage, RecordReader reader, RecordWriter writer, ILogger<KnownOrigins> log)
{
    private const string Fingerprint = "fingerprint";
    private const string Created = "created";
    private const int RowsAtMost = 5;
    private const int UserAgentBytesAtMost = 200;

    private readonly AccountRows _rows = new(reader);

    /// <summary>Remembers where a sign-in came from. A failure is logged only: it must not keep anybody out.</summary>
    public async Task NoteAsync(Record target, SignInClient client, CancellationToken ct)
    {
        try
        {
            var fingerprint = FingerprintOf(client);
            await SchemaRetry.RunAsync(storage, schema => writer.TransactAsync(schema, session => NoteAsync(session, target, fingerprint, ct), ct));
        }
        catch (Exception error) when (error is BasaltException or UniqueViolationException)
        {
            LogFailed(log, target.Collection.Name.ToString(), error);
        }
    }

    /// <summary>Lower-case hex MD5 of address and user agent. It is an identifier only; nothing rests on it being hard to forge.</summary>
    internal static string FingerprintOf(SignInClient client)
    {
        var agent = Encoding.UTF8.GetBytes(client.UserAgent);
        byte[] text = agent.Length > UserAgentBytesAtMost
            ? [.. Encoding.ASCII.GetBytes(TextOf(client.Address)), .. agent.AsSpan(0, UserAgentBytesAtMost), .. "..."u8]
            : [.. Encoding.ASCII.GetBytes(TextOf(client.Address)), .. agent];
#pragma warning disable CA5351 // the fingerprints of an imported directory are MD5, and must go on matching
        return Convert.ToHexStringLower(MD5.HashData(text));
#pragma warning restore CA5351
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

    [LoggerMessage(4201, LogLevel.Warning, "The origin of a sign-in to {Collection} could not be stored")]
    private static partial void LogFailed(ILogger log, string collection, Exception error);
}
