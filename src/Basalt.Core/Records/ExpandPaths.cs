namespace Basalt.Records;

/// <summary>
/// The paths of an <c>expand</c> parameter as a tree, so that a path that begins another costs nothing extra. Spaces are removed,
/// stray dots trimmed, levels below the sixth ignored.
/// </summary>
internal sealed class ExpandPaths
{
    public const int MostLevels = 6;

    private readonly List<ExpandPaths> _children = [];

    private ExpandPaths(string name) => Name = name;

    public string Name { get; }

    public IReadOnlyList<ExpandPaths> Children => _children;

    /// <returns>The root, whose own name is empty.</returns>
    public static ExpandPaths Parse(string text)
    {
        var root = new ExpandPaths("");
        if (text.Length == 0) return root;
        foreach (var path in text.Replace(" ", "", StringComparison.Ordinal).Split(','))
        {
            var at = root;
            foreach (var segment in path.Trim('.').Split('.').Take(MostLevels))
            {
                if (segment.Length == 0) break;
                at = at.Child(segment);
            }
        }

        return root;
    }

    private ExpandPaths Child(string name)
    {
        var child = _children.Find(c => c.Name == name);
        if (child is null) _children.Add(child = new ExpandPaths(name));
        return child;
    }
}
