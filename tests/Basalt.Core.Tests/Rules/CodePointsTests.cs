using Basalt.Rules;

namespace Basalt.Core.Tests.Rules;

public sealed class CodePointsTests
{
    [Fact]
    public void Texts_order_as_their_utf8_bytes_do()
    {
        string[] ordered = ["", "\0", "0", "A", "Aa", "a", "aa", "ab", "é", "\uD7FF", "\uE000", "\uFFFD", "😀", "😀a", "\U0010FFFF"];
        for (var i = 0; i < ordered.Length; i++)
        {
            for (var j = 0; j < ordered.Length; j++) Assert.Equal(Math.Sign(i.CompareTo(j)), Math.Sign(CodePoints.Compare(ordered[i], ordered[j])));
        }
    }
}
