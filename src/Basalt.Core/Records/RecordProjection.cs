using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Basalt.Schema;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Records;

/// <summary>
/// What of a collection's records goes out, to superusers and to everybody else, with the JSON of every name made once. Decided by
/// the identity of a field, never by the name it is output under.
/// </summary>
internal sealed class RecordProjection
{
    private static readonly ConditionalWeakTable<Collection, RecordProjection> Made = [];

    private readonly Collection _collection;
    private readonly byte[] _head;
    private readonly OutputField[] _forSuperusers;
    private readonly OutputField[] _forOthers;

    private RecordProjection(Collection collection)
    {
        _collection = collection;
        using var head = new JsonBuffer();
        head.Raw("{\"collectionId\":"u8);
        head.String(collection.Id);
        head.Raw(",\"collectionName\":"u8);
        head.String(collection.Name.ToString());
        _head = head.WrittenSpan.ToArray();
        AllColumns = [.. Enumerable.Range(0, collection.Fields.Length)];
        _forSuperusers = [.. Output(forSuperusers: true)];
        _forOthers = [.. Output(forSuperusers: false)];
        EmailOrdinal = collection.IsAuth ? collection.OrdinalOf("email") : -1;
        EmailVisibilityOrdinal = collection.IsAuth ? collection.OrdinalOf("emailVisibility") : -1;
        SuperuserColumns = [.. _forSuperusers.Select(f => f.Ordinal)];
        OtherColumns = [.. _forOthers.Select(f => f.Ordinal)];
    }

    /// <summary>Every field, in order.</summary>
    public ImmutableArray<int> AllColumns { get; }

    /// <summary>What <see cref="WriteRow"/> needs for a superuser.</summary>
    public ImmutableArray<int> SuperuserColumns { get; }

    /// <summary>What <see cref="WriteRow"/> needs for anybody else. Not enough for collections whose e-mails depend on the caller.</summary>
    public ImmutableArray<int> OtherColumns { get; }

    public int EmailOrdinal { get; }

    public int EmailVisibilityOrdinal { get; }

    public static RecordProjection Of(Collection collection) => Made.GetValue(collection, static c => new RecordProjection(c));

    /// <summary>A stored row as JSON without its closing brace.</summary>
    public void WriteRow(RecordRow row, JsonBuffer json, bool forSuperuser)
    {
        json.Raw(_head);
        var fields = forSuperuser ? _forSuperusers : _forOthers;
        for (var column = 0; column < fields.Length; column++)
        {
            json.Raw(fields[column].Name);
            fields[column].Field.WriteStored(row, column, json);
        }
    }

    /// <summary>A record as JSON without its closing brace.</summary>
    public void Write(Record record, JsonBuffer json, bool forSuperuser, bool withEmail)
    {
        json.Raw(_head);
        foreach (var field in forSuperuser ? _forSuperusers : _forOthers)
        {
            if (field.Ordinal == EmailOrdinal && !withEmail) continue;
            json.Raw(field.Name);
            field.Field.Write(record[field.Ordinal], json);
        }
    }

    private IEnumerable<OutputField> Output(bool forSuperusers)
    {
        for (var i = 0; i < _collection.Fields.Length; i++)
        {
            var field = _collection.Fields[i];
            if (field.Hidden && !forSuperusers) continue;
            if (_collection.IsAuth && field.Name is ("password" or "tokenKey")) continue; // to nobody, ever
            using var name = new JsonBuffer();
            name.Raw((byte)',');
            name.String(field.Name);
            name.Raw((byte)':');
            yield return new OutputField(i, field, name.WrittenSpan.ToArray());
        }
    }

    private sealed record OutputField(int Ordinal, Field Field, byte[] Name);
}
