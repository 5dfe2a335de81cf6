using Basalt.Mail;
using Basalt.Records;
using Basalt.Schema;
using Basalt.Settings;
using Record = Basalt.Records.Record;

namespace Basalt.Core.Tests.Mail;

/// <summary>The texts of mails: placeholders and the part for those who read no HTML.</summary>
public sealed class MailTextTests
{
    public static TheoryData<string, string> Templates => new()
    {
        { "", "" },
        { "plain", "plain" },
        { "{APP_NAME}", "Shop & Co" },                          // the operator's own, as it is
        { "{APP_URL}/x {APP_URL}", "https://shop.example/x https://shop.example" },
        { "{TOKEN}", "t0k" },
        { "{OTHER} {token} { TOKEN } {}", "{OTHER} {token} { TOKEN } {}" },
        { "{{TOKEN}}", "{t0k}" },
        { "{TOKEN", "{TOKEN" },
        { "a}b{", "a}b{" },
        { "{RECORD:name}", "&lt;b&gt; {TOKEN} {RECORD:secret}" }, // neither markup nor a placeholder
        { "{RECORD:email}", "ana@example.com" },
        { "{RECORD:views} {RECORD:open}", "1.5 true" },
        { "{RECORD:tags}", "x&amp;, y" },
        { "{RECORD:secret}", "{RECORD:secret}" },
        { "{RECORD:password}{RECORD:tokenKey}", "{RECORD:password}{RECORD:tokenKey}" },
        { "{RECORD:gone}{RECORD:}", "{RECORD:gone}{RECORD:}" },
    };

    [Theory, MemberData(nameof(Templates))]
    public void A_template_is_filled_once(string template, string expected)
    {
        var settings = new ServerSettings { Meta = new MetaSettings { AppName = "Shop & Co", AppUrl = "https://shop.example" } };
        var mail = AccountMail.Write(new EmailTemplate(template, template), Ana(), "ana@example.com", settings, ("TOKEN", "t0k"));
        Assert.Equal((expected, expected), (mail.Subject, mail.Html));
    }

    [Fact]
    public void A_subject_has_one_line()
    {
        var record = Ana();
        record["name"] = Value.Text("Ana\r\nBcc: eve@example.com");
        var mail = AccountMail.Write(new EmailTemplate("Hi {RECORD:name}", ""), record, "ana@example.com", new ServerSettings());
        Assert.Equal("Hi Ana  Bcc: eve@example.com", mail.Subject);
    }

    public static TheoryData<string, string> Pages => new()
    {
        { "", "\n" },
        { "Hi", "Hi\n" },
        { "<p>One</p>\n<p>Two</p>", "One\n\nTwo\n" },
        { "<p>One<br>more</p>", "One\nmore\n" },
        { "<p>a  b\n c <b>d</b></p>", "a b c d\n" },
        { "<p><a href=\"https://x.example/?a=1&amp;b=2\">Go</a>.</p>", "Go (https://x.example/?a=1&b=2).\n" },
        { "<style>p{}</style><script>x</script><p>Hi</p>", "Hi\n" },
        { "<div><div><p>deep</p></div></div><p>&lt;b&gt;</p>", "deep\n\n<b>\n" },
        { "<p><em>Code:</em> <strong>123</strong></p>", "Code: 123\n" },
    };

    [Theory, MemberData(nameof(Pages))]
    public void A_page_as_text(string html, string expected) => Assert.Equal(expected, PlainText.Of(html));

    private static Record Ana()
    {
        var collection = AutomaticFields.Apply(new Collection
        {
            Id = "pbc_members",
            Name = CollectionName.Parse("members"),
            Type = CollectionType.Auth,
            Auth = AuthSecrets.Fill(new AuthOptions()),
            Fields =
            [
                new TextField { Id = "t1", Name = "name" }, new TextField { Id = "t2", Name = "secret", Hidden = true }, new NumberField { Id = "n1", Name = "views" },
                new BoolField { Id = "b1", Name = "open" }, new SelectField { Id = "s1", Name = "tags", Values = ["x&", "y"], MaxSelect = 2 },
            ],
        });
        return new Record(collection)
        {
            ["email"] = Value.Text("ana@example.com"), ["name"] = Value.Text("<b> {TOKEN} {RECORD:secret}"), ["secret"] = Value.Text("s3cret"),
            ["views"] = Value.Number(1.5), ["open"] = Value.Bool(true), ["tags"] = Value.List(["x&", "y"]), ["password"] = Value.Text("hash"), ["tokenKey"] = Value.Text("key"),
        };
    }
}
