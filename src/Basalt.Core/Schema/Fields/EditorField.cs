using System.Text;
using Basalt.Errors;
using Basalt.Records;

namespace Basalt.Schema;

/// <summary>HTML from an editor, stored as submitted.</summary>
public sealed record EditorField : TextLikeField
{
    private const long DefaultMaxSize = 5 << 20;

    public override string Type => "editor";

    /// <summary>Most bytes; 0 means 5 MiB.</summary>
    public long MaxSize { get; init; }

    public bool ConvertUrls { get; init; }

    /// <summary><see cref="MaxSize"/> with its default applied.</summary>
    public long MaxBytes => MaxSize == 0 ? DefaultMaxSize : MaxSize;

    internal static EditorField Parse(FieldOptionsReader options) => new()
    {
        Id = options.Id,
        Name = options.Name,
        MaxSize = options.Long("maxSize"u8),
        ConvertUrls = options.Bool("convertURLs"u8),
    };

    private protected override FieldError? CheckValue(Value value) => Encoding.UTF8.GetByteCount(value.AsText()) <= MaxBytes
        ? null
        : FieldError.With("validation_content_size_limit", $"The content must be no larger than {MaxBytes} bytes.", "maxSize", MaxBytes);

    private protected override void WriteOptions(FieldOptionsWriter options)
    {
        options.Add("maxSize", MaxSize);
        options.Add("convertURLs", ConvertUrls);
    }

    private protected override void CheckTypeOptions(FieldOptionsContext context, ErrorTree errors) => CommonOptions.CheckSize("maxSize", MaxSize, errors);
}
