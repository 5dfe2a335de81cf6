using System.Collections.Immutable;
using System.Globalization;
using Basalt.Errors;
using Basalt.Records;

namespace Basalt.Schema;

/// <summary>Names of stored files. Uploads themselves are judged where they arrive.</summary>
public sealed record FileField : ListLikeField
{
    private const long DefaultMaxSize = 5 << 20;

    public override string Type => "file";

    /// <summary>Most bytes a file; 0 means 5 MiB.</summary>
    public long MaxSize { get; init; }

    /// <summary>Accepted media types; null or empty for all.</summary>
    public ImmutableArray<string>? MimeTypes { get; init; }

    /// <summary>Sizes of previews, such as 100x100.</summary>
    public ImmutableArray<string>? Thumbs { get; init; }

    /// <summary>Served only with a file token and under the view rule.</summary>
    public bool Protected { get; init; }

    /// <summary><see cref="MaxSize"/> with its default applied.</summary>
    public long MaxBytes => MaxSize == 0 ? DefaultMaxSize : MaxSize;

    public bool Equals(FileField? other) =>
        base.Equals(other) && MaxSize == other.MaxSize && Protected == other.Protected &&
        TextLists.AreSame(MimeTypes, other.MimeTypes) && TextLists.AreSame(Thumbs, other.Thumbs);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), MaxSize, Protected, MimeTypes?.Length, Thumbs?.Length);

    internal static FileField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        MaxSelect = options.Int("maxSelect"u8),
        MaxSize = options.Long("maxSize"u8),
        MimeTypes = options.Texts("mimeTypes"u8),
        Thumbs = options.Texts("thumbs"u8),
        Protected = options.Bool("protected"u8),
    };

    private protected override FieldError? CheckValue(Value value)
    {
        var max = Math.Max(MaxSelect, 1);
        return ItemsOf(value).Count <= max
            ? null
            : FieldError.With("validation_too_many_files", $"The maximum allowed files is {max}.", "maxSelect", max);
    }

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("maxSelect", MaxSelect);
        options.Add("maxSize", MaxSize);
        options.Add("mimeTypes", MimeTypes);
        options.Add("thumbs", Thumbs);
        options.Add("protected", Protected);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors)
    {
        CommonOptions.CheckSize("maxSelect", MaxSelect, errors);
        CommonOptions.CheckSize("maxSize", MaxSize, errors);
        if (Thumbs is not { IsDefaultOrEmpty: false } thumbs) return;
        var items = new ErrorTree();
        for (var i = 0; i < thumbs.Length; i++)
        {
            if (!IsThumbSize(thumbs[i])) items.Add(i.ToString(CultureInfo.InvariantCulture), FieldOptionError.MatchInvalid);
        }

        errors.Add("thumbs", items);
    }

    // WxH with an optional t, b or f; not both sides 0.
    private static bool IsThumbSize(ReadOnlySpan<char> size)
    {
        if (size is [.., 't' or 'b' or 'f']) size = size[..^1];
        var x = size.IndexOf('x');
        return x > 0 && int.TryParse(size[..x], NumberStyles.None, CultureInfo.InvariantCulture, out var width) &&
            int.TryParse(size[(x + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var height) && (width > 0 || height > 0);
    }
}
