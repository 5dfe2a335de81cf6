using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Basalt.Storage.Sql;

/// <summary>What a table holds, in three numbers that are the same on every engine.</summary>
/// <param name="Count">Records.</param>
/// <param name="Sum">The hashes of all records added up modulo 2^128: whatever their order, the same.</param>
/// <param name="Order">The same with each hash multiplied by the record's place, counted from 1: differs when only the order does.</param>
internal readonly record struct TableDigest(long Count, UInt128 Sum, UInt128 Order)
{
    /// <summary>With one more record behind the others.</summary>
    /// <param name="record">See <see cref="MovedRecord.Encoded"/>.</param>
    internal TableDigest With(ReadOnlySpan<byte> record)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(record, hash);
        var number = BinaryPrimitives.ReadUInt128LittleEndian(hash); // half of it is enough for anybody's chance
        return new TableDigest(Count + 1, unchecked(Sum + number), unchecked(Order + (number * (UInt128)(ulong)(Count + 1))));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}:{Sum:x32}:{Order:x32}");
}
