namespace Basalt.Rules;

/// <summary>What an expression may cost. Sources of the numbers, unless said otherwise: the protocol, filters page, section 14.</summary>
internal static class RuleLimits
{
    /// <summary>UTF-8 bytes of a client's filter. Rules have no such limit: they are written by superusers.</summary>
    public const int FilterBytes = 3500;

    /// <summary>Comparisons of one expression.</summary>
    public const int Comparisons = 200;

    /// <summary>
    /// Comparisons of everything that is bound together. A client's filter can pull in a list rule for each collection it reaches,
    /// so the limit of one expression alone would not bound a query.
    /// </summary>
    public const int BoundComparisons = 1000;

    /// <summary>Groups within groups. Not of the protocol: it keeps the parser's recursion far from the end of the stack.</summary>
    public const int GroupDepth = 100;

    /// <summary>Functions within functions.</summary>
    public const int FunctionDepth = 3;

    public const int StrftimeArguments = 10;

    /// <summary>Relations followed in one path.</summary>
    public const int RelationHops = 6;

    /// <summary>Joined sources of one query. Not of the protocol: SQLite joins 64 tables at most, and an engine needs a few itself.</summary>
    public const int Sources = 56;

    public const int SortTerms = 8;

    /// <summary>UTF-8 bytes of one term of a sort.</summary>
    public const int SortTermBytes = 255;
}
