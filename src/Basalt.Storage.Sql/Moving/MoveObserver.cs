namespace Basalt.Storage.Sql;

/// <summary>The parts of a move, in their order.</summary>
internal enum MoveStage
{
    /// <summary>All records of the source are read, added up, and looked at for what the target can't keep.</summary>
    Check,

    Copy,
    Index,
    Verify,
    Files,
}

/// <summary>Is told how far a move has come, on the thread that moves.</summary>
internal interface IMoveObserver
{
    /// <param name="stage">The part that begins.</param>
    /// <param name="total">How many steps it has: records, or collections while indexes are built, or bytes of files.</param>
    void Begin(MoveStage stage, long total);

    /// <param name="subject">What it is about: a collection's name.</param>
    void Enter(string subject);

    void Advance(long steps);

    /// <summary>As many steps were taken before this move went on.</summary>
    void Skip(long steps);

    /// <summary>So much of the collection is in the target for good.</summary>
    void Committed(string collection, long records);
}
