using Basalt.Errors;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Storage;
using Microsoft.Extensions.Logging;

namespace Basalt.Auth;

/// <summary>A token of an account for a superuser. Source: the protocol, accounts page, section 12.</summary>
public sealed partial class Impersonation(IStorageEngine storage, RecordReader reader, TokenService tokens, ILogger<Impersonation> log)
{
    // Beyond this a token outlives everything; it keeps the sum of seconds from overflowing.
    private const long SecondsAtMost = 100_000_000_000;

    /// <exception cref="BasaltException"><see cref="ErrorKind.Missing"/>: there is no such account.</exception>
    public async ValueTask<Record> FindAsync(Collection collection, string id, CancellationToken ct)
    {
        var record = await SchemaRetry.RunAsync(storage, schema => schema.FindById(collection.Id) is { IsAuth: true } current
            ? reader.FindAsync(storage, schema, current, id, ct)
            : new ValueTask<Record?>((Record?)null));
        return record ?? throw BasaltException.Missing("record_missing");
    }

    /// <param name="superuser">Who asks: the log says so.</param>
    /// <param name="durationSeconds">Life of the token; 0 for that of the collection's tokens.</param>
    /// <param name="record">Whose token it is.</param>
    public string Impersonate(Record superuser, Record record, long durationSeconds)
    {
        if (durationSeconds < 0)
        {
            var error = FieldError.With("validation_min_greater_equal_than_required", "Must be no less than 0.", "threshold", 0);
            var form = new AccountForm();
            form.Add("duration", error);
            throw form.ToException();
        }

        var seconds = durationSeconds == 0 ? record.Collection.Auth!.AuthToken.DurationSeconds : Math.Min(durationSeconds, SecondsAtMost);
        LogImpersonation(log, superuser.Id, record.Collection.Name.ToString(), record.Id, seconds);
        return tokens.IssueStatic(record, seconds);
    }

    // A warning, because it has to be seen wherever nothing less is.
    [LoggerMessage(4210, LogLevel.Warning, "Superuser {SuperuserId} got a token of {Collection}/{RecordId} for {DurationSeconds} s")]
    private static partial void LogImpersonation(ILogger log, string superuserId, string collection, string recordId, long durationSeconds);
}
