using System.Text.Encodings.Web;

namespace Basalt.Server.Collections;

/// <summary>A plain mark for a sign-in provider: its initial in a rounded square. The providers' own logos are their trademarks.</summary>
internal static class ProviderLogo
{
    /// <summary>SVG text in the colour of the text around it.</summary>
    public static string Of(string displayName) =>
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" width=\"24\" height=\"24\">" +
        "<rect x=\"1\" y=\"1\" width=\"22\" height=\"22\" rx=\"6\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"/>" +
        "<text x=\"12\" y=\"16.5\" text-anchor=\"middle\" font-family=\"sans-serif\" font-size=\"12\" font-weight=\"600\" fill=\"currentColor\">" +
        HtmlEncoder.Default.Encode(displayName[..1].ToUpperInvariant()) + "</text></svg>";
}
