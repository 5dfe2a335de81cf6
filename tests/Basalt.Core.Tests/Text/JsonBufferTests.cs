using System.Text;
using System.Text.Json;
using Basalt.Text;
using CsCheck;

namespace Basalt.Core.Tests.Text;

public sealed class JsonBufferTests
{
    [Fact]
    public void Any_text_reads_back_as_it_was_written() => Gen.String.Sample(text =>
    {
        using var json = new JsonBuffer();
        json.String(text);
        var expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)); // half a surrogate pair becomes U+FFFD
        return JsonDocument.Parse(json.WrittenMemory).RootElement.GetString() == expected;
    });

    [Fact]
    public void Any_bytes_become_valid_JSON() => Gen.Byte.Array.Sample(bytes =>
    {
        using var json = new JsonBuffer();
        json.String((ReadOnlySpan<byte>)bytes);
        return JsonDocument.Parse(json.WrittenMemory).RootElement.GetString() == Encoding.UTF8.GetString(bytes);
    });

    [Fact]
    public void Any_finite_number_reads_back_as_it_was_written() => Gen.Double.Where(double.IsFinite).Sample(number =>
    {
        using var json = new JsonBuffer();
        json.Number(number);
        return JsonDocument.Parse(json.WrittenMemory).RootElement.GetDouble().Equals(number == 0 ? 0.0 : number);
    });

    [Theory]
    [InlineData(0, "0")]
    [InlineData(5, "5")]
    [InlineData(-1.5, "-1.5")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.000001, "0.000001")]
    [InlineData(0.0000001, "1e-7")]
    [InlineData(9007199254740993, "9007199254740992")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.5e300, "1.5e+300")]
    [InlineData(double.NaN, "0")]
    [InlineData(double.PositiveInfinity, "0")]
    public void Numbers_are_written_as_ECMAScript_does(double number, string expected)
    {
        using var json = new JsonBuffer();
        json.Number(number);
        Assert.Equal(expected, json.ToString());
    }

    [Fact]
    public void Names_are_parted_by_commas_except_the_first()
    {
        using var json = new JsonBuffer();
        json.Raw((byte)'{');
        json.Name("a");
        json.Number(1);
        json.Name("b\"");
        json.Bool(true);
        json.Raw((byte)'}');
        Assert.Equal("""{"a":1,"b\"":true}""", json.ToString());
    }
}
