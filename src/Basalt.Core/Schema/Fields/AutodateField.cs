using System.Text.Json;
using Basalt.Errors;
using Basalt.Records;

namespace Basalt.Schema;

/// <summary>A moment that the server sets.</summary>
public sealed record AutodateField : MomentField
{
    public override string Type => "autodate";

    public bool OnCreate { get; init; }

    public bool OnUpdate { get; init; }

    public override bool IsSetByServer => true;

    /// <summary>Nothing a client submits counts.</summary>
    public override Value Coerce(JsonElement input) => Zero;

    internal static AutodateField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        OnCreate = options.Bool("onCreate"u8),
        OnUpdate = options.Bool("onUpdate"u8),
    };

    private protected override FieldError? CheckValue(Value value) => null;

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("onCreate", OnCreate);
        options.Add("onUpdate", OnUpdate);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
        if (!OnCreate && !OnUpdate) errors.Add("onCreate", FieldError.Required);
        if (context.Before is not AutodateField { System: true } before) return;
        var fixedOption = new FieldError("validation_values_mismatch", "The option of a system field can't be changed.");
        if (OnCreate != before.OnCreate) errors.Add("onCreate", fixedOption);
        if (OnUpdate != before.OnUpdate) errors.Add("onUpdate", fixedOption);
    }
}
