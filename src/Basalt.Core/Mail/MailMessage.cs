namespace Basalt.Mail;

/// <summary>A mail to one reader, apart from who sends it.</summary>
/// <param name="To">One address, without a name.</param>
/// <param name="Subject">On one line.</param>
/// <param name="Html">A fragment: what stands in the body of the page.</param>
public sealed record MailMessage(string To, string Subject, string Html);
