using System.Diagnostics.CodeAnalysis;

namespace Basalt.Errors;

/// <summary>
/// Errors by field, possibly nested: an answer's <c>data</c>. Keys keep the order in which they were added; adding a key twice
/// keeps the first error, because a field reports its first failing rule.
/// </summary>
public sealed class ErrorTree
{
    private readonly List<KeyValuePair<string, ErrorNode>> _children = [];

    public IReadOnlyList<KeyValuePair<string, ErrorNode>> Children => _children;

    public bool IsEmpty => _children.Count == 0;

    /// <summary>Adds a leaf under <paramref name="field"/>, unless that field already has an error.</summary>
    public void Add(string field, FieldError error)
    {
        if (!Contains(field)) _children.Add(new(field, new ErrorNode(error, null)));
    }

    /// <summary>The subtree under <paramref name="field"/>, made when it isn't there.</summary>
    /// <exception cref="InvalidOperationException">There is a leaf of that name.</exception>
    public ErrorTree Child(string field)
    {
        foreach (var (name, node) in _children)
        {
            if (name == field) return node.Tree ?? throw new InvalidOperationException($"{field} is a leaf");
        }

        var tree = new ErrorTree();
        _children.Add(new(field, new ErrorNode(null, tree)));
        return tree;
    }

    /// <summary>Puts a whole subtree under <paramref name="field"/>, unless it is empty or the field already has an error.</summary>
    public void Add(string field, ErrorTree tree)
    {
        if (!tree.IsEmpty && !Contains(field)) _children.Add(new(field, new ErrorNode(null, tree)));
    }

    public bool Contains(string field) => _children.Exists(child => child.Key == field);

    public bool TryGet(string field, [NotNullWhen(true)] out ErrorNode? node)
    {
        node = _children.Find(child => child.Key == field).Value;
        return node is not null;
    }

    public static ErrorTree Of(string field, FieldError error)
    {
        var tree = new ErrorTree();
        tree.Add(field, error);
        return tree;
    }
}

/// <summary>Either a leaf or a subtree, never both.</summary>
public sealed record ErrorNode(FieldError? Leaf, ErrorTree? Tree);

/// <summary>One error of one field.</summary>
/// <param name="Code">Stable, such as <c>validation_required</c>.</param>
/// <param name="Message">A sentence with <c>{{.name}}</c> already filled in from the parameters.</param>
/// <param name="Params">Left out of the answer when empty. Values: text, number, bool or a list of texts.</param>
public sealed record FieldError(string Code, string Message, IReadOnlyList<KeyValuePair<string, object>>? Params = null)
{
    public static FieldError Required { get; } = new("validation_required", "Cannot be blank.");

    public static FieldError InvalidValue { get; } = new("validation_invalid_value", "Invalid value.");

    public static FieldError NotUnique { get; } = new("validation_not_unique", "Value must be unique.");

    public static FieldError With(string code, string message, string param, object value) =>
        new(code, message, [new(param, value)]);
}
