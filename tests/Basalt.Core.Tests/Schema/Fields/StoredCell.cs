using System.Globalization;
using System.Text;
using Basalt.Storage;

namespace Basalt.Core.Tests.Schema.Fields;

/// <summary>A row of one column: null, a long, a double, a string or raw bytes.</summary>
internal sealed class StoredCell(object? content) : RecordRow
{
    public override StoredKind KindOf(int column) => content switch
    {
        null => StoredKind.Null,
        long => StoredKind.Integer,
        double => StoredKind.Real,
        _ => StoredKind.Text,
    };

    public override ReadOnlySpan<byte> Utf8(int column) => content switch
    {
        null => [],
        byte[] bytes => bytes,
        _ => Encoding.UTF8.GetBytes(Convert.ToString(content, CultureInfo.InvariantCulture)!),
    };

    public override long Integer(int column) => content switch { long number => number, double number => (long)number, _ => 0 };

    public override double Real(int column) => content switch { long number => number, double number => number, _ => 0 };
}
