using System.Diagnostics.CodeAnalysis;
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

    /// <summary>True for a value that only the server sets: whatever a client submits is to be left out.</summary>
    public virtual bool IsSetByServer => false;

    /// <summary>Makes a value of what a client submitted. Never throws: what can't be used becomes the zero value.</summary>
    public abstract Value Coerce(JsonElement input);

    /// <summary>True when <see cref="Required"/> would refuse the value.</summary>
    public virtual bool IsZero(Value value) => value == Zero;

    /// <summary>The first rule of the field that the value breaks, or null. Looks at nothing but the value.</summary>
    public FieldError? Check(Value value)
    {
        if (!Accepts(value)) return new FieldError("validation_unsupported_value_type", "Unsupported value type.");
        if (IsZero(value)) return Required ? FieldError.Required : null;
        if (CheckValue(value) is { } error) return error;

        // Databases end a text there, or refuse it: a rule that looks for a word must not be blind behind a NUL.
        return value.Kind == ValueKind.Text && value.AsText().Contains('\0', StringComparison.Ordinal)
            ? new FieldError("validation_invalid_value", "Must not contain a NUL character.")
            : null;
    }

    /// <summary>A stored column as a value. Lenient: NULL is the zero value, and what another age of the table left is converted.</summary>
    public abstract Value Read(RecordRow row, int column);

    /// <summary>A stored column as JSON, without a value in between: this is the path of every listed record.</summary>
    public abstract void WriteStored(RecordRow row, int column, JsonBuffer json);

    /// <summary>A value as JSON, the same text that <see cref="WriteStored"/> gives once it is stored.</summary>
    public abstract void Write(Value value, JsonBuffer json);

    /// <summary>
    /// Makes a field of one element of a collection's <c>fields</c>, as clients submit it and as it is stored. An element is complete
    /// by itself: absent and null keys are the defaults, unknown keys are ignored, and <see cref="Id"/> is "" when none was given
    /// (see <see cref="FieldIds"/>). Values are not judged here, that is <see cref="CheckOptions"/>.
    /// </summary>
    /// <returns>False when it is no object, its type is unknown, or an option is of another JSON type.</returns>
    public static bool TryParse(JsonElement element, [NotNullWhen(true)] out Field? field) => FieldTypes.TryParse(element, out field);

    /// <summary>The definition as clients see it and as it is stored: one object, keys in alphabetical order.</summary>
    public void WriteDefinition(Utf8JsonWriter json)
    {
        var options = new FieldOptionsWriter();
        options.Add("hidden", Hidden);
        options.Add("id", Id);
        options.Add("name", Name);
        options.Add("presentable", Presentable);
        options.Add("system", System);
        options.Add("type", Type);
        if (!IsSetByServer)
        {
            options.Add("help", Help);
            options.Add("required", Required);
        }

        WriteOptions(options);
        options.WriteTo(json);
    }

    /// <summary>
    /// Adds what is wrong with this definition under the option's name. What concerns the list of fields as a whole (identities used
    /// twice, system fields that went away) is the collection's to check, with the errors of <see cref="FieldOptionError"/>.
    /// </summary>
    public void CheckOptions(FieldOptionsContext context, ErrorTree errors)
    {
        CommonOptions.Check(this, context, errors);
        if (context.Before is null || context.Before.Type == Type) CheckTypeOptions(context, errors);
    }

    /// <summary>The rules of the type, for a value that is neither zero nor of another kind.</summary>
    private protected abstract FieldError? CheckValue(Value value);

    /// <summary>Adds the options that only this type has.</summary>
    private protected abstract void WriteOptions(FieldOptionsWriter options);

    /// <summary>Checks the options that only this type has. <see cref="FieldOptionsContext.Before"/> is of the same type, if any.</summary>
    private protected abstract void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors);

    private bool Accepts(Value value) => value.Kind == Column switch
    {
        ColumnKind.Text or ColumnKind.Date => ValueKind.Text,
        ColumnKind.Number => ValueKind.Number,
        ColumnKind.Bool => ValueKind.Bool,
        ColumnKind.List => ValueKind.List,
        ColumnKind.Geo => ValueKind.Geo,
        _ => value.IsNull ? ValueKind.Null : ValueKind.Json,
    };
}
