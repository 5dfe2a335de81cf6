using System.Collections.Immutable;
using Basalt.Storage;
using Microsoft.Extensions.Logging;

namespace Basalt.Schema;

/// <summary>Views that select from what was changed: their fields are told again. One that is broken now stays as it is and is logged.</summary>
internal sealed partial class DependentViews(SchemaSteps steps, string now, ILogger log)
{
    /// <param name="fresh">Ids of collections that were just saved themselves.</param>
    public async ValueTask RefreshAsync(IReadOnlyCollection<string> fresh, CancellationToken ct)
    {
        var done = new HashSet<string>(fresh, StringComparer.Ordinal);
        while (steps.Current.All.FirstOrDefault(c => c.IsView && !done.Contains(c.Id) && IsTouched(c)) is { } view)
        {
            done.Add(view.Id);
            await RefreshAsync(view, ct); // may touch views that come earlier in the list
        }
    }

    /// <summary>The views that select from the collection, directly or through other views, and can be read now.</summary>
    public static async ValueTask<ImmutableArray<Collection>> ReadableAsync(SchemaSteps steps, Collection collection, CancellationToken ct)
    {
        var names = new List<string> { collection.Name.ToString() };
        var found = ImmutableArray.CreateBuilder<Collection>();
        for (var i = 0; i < names.Count; i++)
        {
            foreach (var view in steps.Current.All)
            {
                if (!view.IsView || view == collection || found.Contains(view) || !ViewText.Mentions(view.ViewQuery ?? "", names[i])) continue;
                if (!await CanReadAsync(steps, view, ct)) continue;
                found.Add(view);
                names.Add(view.Name.ToString());
            }
        }

        return found.ToImmutable();
    }

    public static async ValueTask<bool> CanReadAsync(SchemaSteps steps, Collection view, CancellationToken ct)
    {
        try
        {
            await ViewTrial.SampleAsync(steps.Transaction, view.ViewQuery ?? "", ct);
            return true;
        }
        catch (FormatException)
        {
            return false; // this is the question
        }
    }

    private bool IsTouched(Collection view) => steps.Touched.Any(name => ViewText.Mentions(view.ViewQuery ?? "", name));

    private async ValueTask RefreshAsync(Collection view, CancellationToken ct)
    {
        try
        {
            var trial = await ViewTrial.RunAsync(steps.Transaction, steps.Current, view.ViewQuery ?? "", view.Fields, ct);
            var after = view with { Fields = trial.Fields, Updated = now };
            if (CollectionRow.Of(after).Fields == CollectionRow.Of(view).Fields) return;
            await steps.ApplyAsync([new CollectionStep(view, after)], ct);
        }
        catch (FormatException reason)
        {
            LogBroken(log, view.Name.ToString(), reason);
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "The view {View} can't be brought up to date after a change of the schema")]
    private static partial void LogBroken(ILogger log, string view, Exception reason);
}
