namespace Basalt.Records;

/// <summary>How much of an account the caller may change. Higher levels include the lower.</summary>
internal enum AccountLevel : byte
{
    Default,

    /// <summary>Satisfies the collection's manage rule for this record.</summary>
    Manager,
    Superuser,
}
