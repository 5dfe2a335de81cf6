namespace Basalt.Server.Tests.Running;

/// <summary>For tests that take the whole machine: they run one after the other, when the others are done.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
