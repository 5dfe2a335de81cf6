using Basalt.Schema;

namespace Basalt.Storage.Sql;

/// <summary>What both engines ask of a view's query that comes from elsewhere.</summary>
internal static class ViewTrials
{
    /// <summary>As long may it run; one that takes longer is taken for one that runs.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Engines name columns without a name of their own differently, and some change the case of names.</summary>
    /// <returns>What is wrong, or null.</returns>
    internal static string? MissingColumn(Collection view, ViewSample sample) =>
        view.Fields.FirstOrDefault(field => !sample.Columns.Contains(field.Name, StringComparer.Ordinal)) is { } missing
            ? $"its query gives no column {missing.Name} here"
            : null;
}
