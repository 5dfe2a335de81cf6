namespace Basalt.Jobs;

/// <summary>Work of the server's own that is done at set times.</summary>
/// <param name="Id">As the protocol names it (system page, section 10).</param>
/// <param name="When">The minutes in which it begins.</param>
/// <param name="RunAsync">Must bear that another server does the same on the same data at the same time.</param>
public sealed record Job(string Id, CronExpression When, Func<CancellationToken, Task> RunAsync);
