namespace Basalt.Storage;

/// <summary>What a stored column really holds in one row, whatever its declared type.</summary>
public enum StoredKind : byte
{
    Null,
    Integer,
    Real,
    Text,
}

/// <summary>
/// One row of a query's answer, read column by column in the order of <see cref="QueryShape.Columns"/>. It is valid until the
/// consumer returns; spans point into the database's own memory.
/// </summary>
public abstract class RecordRow
{
    public abstract StoredKind KindOf(int column);

    /// <summary>A text's UTF-8 bytes as stored (not necessarily valid UTF-8); the decimal text of a number; empty for null.</summary>
    public abstract ReadOnlySpan<byte> Utf8(int column);

    /// <summary>0 unless the column holds a number.</summary>
    public abstract long Integer(int column);

    /// <summary>0 unless the column holds a number.</summary>
    public abstract double Real(int column);
}

/// <summary>Takes the rows of a query, one after the other, on the thread that reads them.</summary>
public interface IRowConsumer
{
    /// <returns>False to end the query early.</returns>
    bool Accept(RecordRow row);
}
