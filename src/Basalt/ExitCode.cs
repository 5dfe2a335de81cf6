namespace Basalt.Cli;

/// <summary>How the program ends.</summary>
internal static class ExitCode
{
    /// <summary>What was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>It was understood and could not be done: the data directory, the address or the account does not allow it.</summary>
    public const int Refused = 1;

    /// <summary>The command line is wrong; nothing was tried.</summary>
    public const int WrongUse = 2;
}
