using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Basalt.Schema;

namespace Basalt.Records;

/// <summary>What a key such as <c>tags+</c> does to the value of its field.</summary>
internal enum ModifierKind : byte
{
    // In the order in which keys of equal length are applied.
    Prepend,
    Append,
    Remove,
    Autogenerate,
}

/// <summary>A submitted key that changes a field's value instead of replacing it.</summary>
internal sealed record FieldModifier(int Ordinal, ModifierKind Kind, JsonElement Input)
{
    private const string AutogenerateSuffix = ":autogenerate";

    /// <summary>False for a key that is no modifier, and for one that its field's type does not have.</summary>
    public static bool TryParse(Collection collection, string key, JsonElement input, [NotNullWhen(true)] out FieldModifier? modifier)
    {
        modifier = null;
        if (!TrySplit(key, out var name, out var kind)) return false;
        var ordinal = collection.OrdinalOf(name);
        if (ordinal < 0 || !Has(collection.Fields[ordinal], kind)) return false;
        modifier = new FieldModifier(ordinal, kind, input);
        return true;
    }

    /// <summary>The field's value after the modifier.</summary>
    public Value ApplyTo(Field field, Value current) => field switch
    {
        TextField text => Value.Text(text.Coerce(Input).AsText() + text.Generate()),
        NumberField => Value.Number(current.AsNumber() + (Kind == ModifierKind.Remove ? -1 : 1) * field.Coerce(Input).AsNumber()),
        ListLikeField list => list.ValueOf(Combine(ListLikeField.ItemsOf(current), ListLikeField.CoerceItems(Input))),
        _ => current,
    };

    private static bool TrySplit(string key, out string name, out ModifierKind kind)
    {
        if (key.EndsWith(AutogenerateSuffix, StringComparison.Ordinal))
        {
            (name, kind) = (key[..^AutogenerateSuffix.Length], ModifierKind.Autogenerate);
            return true;
        }

        (name, kind) = key switch
        {
            ['+', .. var rest] => (rest, ModifierKind.Prepend),
            [.. var rest, '+'] => (rest, ModifierKind.Append),
            [.. var rest, '-'] => (rest, ModifierKind.Remove),
            _ => ("", ModifierKind.Append),
        };
        return name.Length > 0;
    }

    private static bool Has(Field field, ModifierKind kind) => field switch
    {
        TextField => kind == ModifierKind.Autogenerate,
        NumberField => kind is ModifierKind.Append or ModifierKind.Remove,
        ListLikeField => kind != ModifierKind.Autogenerate,
        _ => false,
    };

    private string[] Combine(IReadOnlyList<string> current, IReadOnlyList<string> submitted)
    {
        var items = Kind switch
        {
            ModifierKind.Prepend => submitted.Concat(current),
            ModifierKind.Append => current.Concat(submitted),
            _ => current.Except(submitted, StringComparer.Ordinal),
        };
        return [.. items.Distinct(StringComparer.Ordinal)];
    }
}
