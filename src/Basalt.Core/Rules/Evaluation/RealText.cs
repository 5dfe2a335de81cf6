using System.Buffers;
using System.Globalization;

namespace Basalt.Rules;

/// <summary>Between doubles and texts, the way comparisons convert them.</summary>
internal static class RealText
{
    private const int Digits = 15;

    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("+-.0123456789eE \t\n\v\f\r");

    /// <summary>
    /// A double's text with a fraction, always: <c>1.0</c>, <c>0.1</c>, <c>1.0e+15</c>. Source: SQLite's conversion of REAL to TEXT.
    /// </summary>
    /// <returns>Null when 15 digits do not say which double it is: then versions and products differ.</returns>
    public static string? Format(double number)
    {
        if (!double.IsFinite(number)) return null;
        if (number == 0) return "0.0";
        var scientific = number.ToString("E14", CultureInfo.InvariantCulture); // -d.ddddddddddddddE+ddd
        if (double.Parse(scientific, CultureInfo.InvariantCulture) != number) return null;
        var exponentAt = scientific.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(scientific.AsSpan(exponentAt + 1), CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= Digits)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{Fraction(scientific[..exponentAt])}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        return Fraction(number.ToString("F" + (Digits - 1 - exponent), CultureInfo.InvariantCulture));
    }

    /// <summary>
    /// True when the whole text, apart from white space around it, is a number: <c>[+-] digits [. digits] [e [+-] digits]</c>, with a
    /// digit before or after the dot.
    /// </summary>
    public static bool TryParse(string text, out double number)
    {
        const NumberStyles Styles = NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingSign |
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

        // The framework also reads "Infinity" and "NaN", and skips NULs at the end.
        if (text.AsSpan().ContainsAnyExcept(NumberCharacters))
        {
            number = 0;
            return false;
        }

        return double.TryParse(text, Styles, CultureInfo.InvariantCulture, out number);
    }

    private static string Fraction(string digits)
    {
        if (!digits.Contains('.', StringComparison.Ordinal)) return digits + ".0";
        var trimmed = digits.TrimEnd('0');
        return trimmed[^1] == '.' ? trimmed + "0" : trimmed;
    }
}
