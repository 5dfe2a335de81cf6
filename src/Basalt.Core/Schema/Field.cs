using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;
using Basalt.Storage;
using Basalt.Text;

namespace Basalt.Schema;

/// <summary>How a field is stored; engines map each kind to a column type of their own.</summary>
public enum ColumnKind
{
    Text,
    Number,
    Bool,

    /// <summary>Date text of the protocol, or "".</summary>
    Date,

    /// <summary>Array of texts (multiple select, relation, file).</summary>
    List,

    /// <summary>Any JSON, or no value.</summary>
    Json,

    /// <summary>Object with <c>lon</c> and <c>lat</c>.</summary>
    Geo,
}

/// <summary>
/// One typed field of a collection. A type knows how to read what a client submits, what it accepts, how it is stored and how it
/// is written; one file each in <c>Fields/</c>.
/// </summary>
public abstract record Field
{
    /// <summary>Identity across renames, unique within the collection.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Can't be renamed or removed.</summary>
    public bool System { get; init; }

    /// <summary>Neither output to nor writable or filterable by anyone but superusers.</summary>
    public bool Hidden { get; init; }

    /// <summary>A hint for the dashboard.</summary>
    public bool Presentable { get; init; }

    /// <summary>Text for people who edit records, up to 300 bytes.</summary>
    public string Help { get; init; } = "";

    /// <summary>The value must not be the zero value. Never set on autodate fields.</summary>
    public bool Required { get; init; }

    /// <summary>The protocol's name of the type, such as <c>text</c>.</summary>
    public abstract string Type { get; }

    public abstract ColumnKind Column { get; }

    /// <summary>True when the value is a list (select, relation and file with maxSelect above 1).</summary>
    public virtual bool IsMultiple => false;

    /// <summary>What a record has when nothing was submitted.</summary>
    public abstract Value Zero { get; }

    /// <summary>Makes a value of what a client submitted. Never throws: what can't be used becomes the zero value.</summary>
    public virtual Value Coerce(JsonElement input) => throw new NotSupportedException();

    /// <summary>True when <see cref="Required"/> would refuse the value.</summary>
    public virtual bool IsZero(Value value) => value == Zero;

    /// <summary>The first rule of the field that the value breaks, or null. Looks at nothing but the value.</summary>
    public virtual FieldError? Check(Value value) => throw new NotSupportedException();

    /// <summary>A stored column as a value. Lenient: NULL is the zero value, and what another age of the table left is converted.</summary>
    public virtual Value Read(RecordRow row, int column) => throw new NotSupportedException();

    /// <summary>A stored column as JSON, without a value in between: this is the path of every listed record.</summary>
    public virtual void WriteStored(RecordRow row, int column, JsonBuffer json) => throw new NotSupportedException();

    /// <summary>A value as JSON, the same text that <see cref="WriteStored"/> gives once it is stored.</summary>
    public virtual void Write(Value value, JsonBuffer json) => throw new NotSupportedException();
}
