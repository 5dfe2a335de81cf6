using Basalt.Caching;
using Basalt.Records;
using Basalt.Storage;

namespace Basalt.Auth;

/// <summary>
/// Finds out who asks. On the way of every request, so that a token that was seen before costs a look-up and a comparison:
/// 1. what was verified is kept by the header's text, with the record and the keys it was verified against;
/// 2. its time is looked at always;
/// 3. the record is taken as it is while its collection is the same and nothing in it was written;
/// 4. else the record is read again, and its keys are compared with those that verified the token before.
/// </summary>
public sealed class CallerResolver(IStorageEngine storage, TokenService tokens)
{
    private const string Scheme = "Bearer ";

    // Twice this many at most. With what one may hold, the worst that users can do is about 200 MiB; with ordinary records it is 10.
    private const int RememberedHeaders = 4_096;
    private const int RecordCharsAtMost = 8_192;

    private readonly BoundedCache<string, Entry> _verified = new(RememberedHeaders);

    /// <summary>The token of an <c>Authorization</c> header: the value without a leading <c>Bearer </c>, in any case.</summary>
    public static string TokenOf(string authorization) =>
        authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..] : authorization;

    /// <summary>Whom the header stands for. Whatever is wrong with it makes a guest, silently.</summary>
    /// <param name="authorization">The header's first line; null or "" when there is none.</param>
    /// <param name="ct">Ends the wait for the database.</param>
    public ValueTask<Caller> ResolveAsync(string? authorization, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(authorization)) return new(Caller.Guest);
        if (!_verified.TryGet(authorization, out var entry)) return VerifyAsync(authorization, ct);
        if (!tokens.IsDue(entry.Token.Claims, TokenKind.Auth)) return new(Caller.Guest);
        return IsCurrent(entry.State) ? new(entry.State.Caller) : RefreshAsync(authorization, entry, ct);
    }

    private async ValueTask<Caller> VerifyAsync(string authorization, CancellationToken ct)
    {
        if (SignedToken.Parse(TokenOf(authorization)) is not { } token || !tokens.IsDue(token.Claims, TokenKind.Auth)) return Caller.Guest;
        if (await ReadAsync(token.Claims, ct) is not { } state) return Caller.Guest;
        if (!TokenService.IsSignedFor(token, state.Record, TokenKind.Auth)) return Caller.Guest;
        Remember(authorization, token, state);
        return state.Caller;
    }

    private async ValueTask<Caller> RefreshAsync(string authorization, Entry entry, CancellationToken ct)
    {
        if (await ReadAsync(entry.Token.Claims, ct) is not { } state || !AccountKeys.AreSame(state.Record, entry.State.Record)) return Caller.Guest;
        Remember(authorization, entry.Token, state);
        return state.Caller;
    }

    // The stamp is noted before the record is read: so a write in between is never overlooked.
    private async ValueTask<State?> ReadAsync(TokenClaims claims, CancellationToken ct)
    {
        if (storage.Schema.FindById(claims.CollectionId) is not { } collection) return null;
        var stamp = storage.WriteStamp(collection);
        return await tokens.FindRecordAsync(claims, ct) is { } record ? new State(record, stamp) : null;
    }

    private bool IsCurrent(State state)
    {
        var collection = state.Record.Collection;
        return ReferenceEquals(storage.Schema.FindById(collection.Id), collection) && storage.WriteStamp(collection) == state.Stamp;
    }

    private void Remember(string authorization, SignedToken token, State state)
    {
        if (CharsOf(state.Record) <= RecordCharsAtMost) _verified.Set(authorization, new Entry(token, state));
    }

    private static int CharsOf(Record record)
    {
        var sum = 0;
        for (var i = 0; i < record.Collection.Fields.Length; i++) sum += record[i].CharCount;
        return sum;
    }

    private sealed record Entry(SignedToken Token, State State);

    /// <summary>A record, and when it was read.</summary>
    private sealed class State(Record record, long stamp)
    {
        public Record Record { get; } = record;

        public long Stamp { get; } = stamp;

        public Caller Caller { get; } = Caller.Of(record);
    }
}
