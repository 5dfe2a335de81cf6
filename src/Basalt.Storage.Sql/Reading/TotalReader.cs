namespace Basalt.Storage.Sql;

/// <summary>Takes the one number of a count.</summary>
internal sealed class TotalReader : IRowConsumer
{
    internal long Value { get; private set; }

    public bool Accept(RecordRow row)
    {
        Value = row.Integer(0);
        return false;
    }
}
