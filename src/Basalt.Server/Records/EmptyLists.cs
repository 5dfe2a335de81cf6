using System.Net;
using System.Security.Cryptography;
using Basalt.Caching;
using Basalt.Server.Hosting;
using Microsoft.AspNetCore.Http;

namespace Basalt.Server.Records;

/// <summary>
/// Slows down whoever probes a rule-guarded list with filters that find nothing: the fourth such answer within three seconds, and
/// every one after it, comes up to half a second late. Source: the protocol, records page, section 4.
/// </summary>
internal sealed class EmptyLists(TimeProvider clock)
{
    private const int FreeAnswers = 3;
    private const int MostDelayMs = 500;
    private const int RememberedClients = 4_096;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(3);

    private readonly BoundedCache<(IPAddress Client, string Collection), Probes> _probes = new(RememberedClients);

    /// <summary>Call after an empty answer to a filter of somebody who is no superuser.</summary>
    public Task DelayAsync(ApiContext api, HttpContext http)
    {
        var collection = api.Services.Storage.Schema.Find((string)http.Request.RouteValues["collection"]!);
        if (collection is null || string.IsNullOrEmpty(collection.Rules.List)) return Task.CompletedTask;
        var key = (api.ClientAddress, collection.Id);
        if (!_probes.TryGet(key, out var probes)) _probes.Set(key, probes = new Probes());
        return probes.Next(clock) > FreeAnswers
            ? Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(MostDelayMs)), clock, http.RequestAborted)
            : Task.CompletedTask;
    }

    private sealed class Probes
    {
        private readonly Lock _turn = new();
        private long _since;
        private int _count;

        public int Next(TimeProvider clock)
        {
            lock (_turn)
            {
                if (_count == 0 || clock.GetElapsedTime(_since) > Window)
                {
                    _since = clock.GetTimestamp();
                    _count = 0;
                }

                return ++_count;
            }
        }
    }
}
