using Basalt.Records;

namespace Basalt.Schema;

/// <summary>True or false; required means true.</summary>
public sealed record BoolField : Field
{
    public override string Type => "bool";

    public override ColumnKind Column => ColumnKind.Bool;

    public override Value Zero => Value.Bool(false);
}
