using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>Auth options but for their rules (the protocol, collections page, section 4).</summary>
internal static class AuthOptionsCheck
{
    private const long TokenSecondsMax = 94_670_856;
    private const long SecondsMin = 10;
    private const long DaySeconds = 86_400;
    private const int OtpLengthMin = 4;
    private const int OtpLengthMax = 255; // not of the protocol: a code is typed by hand

    public static void Check(CollectionEdit edit, AuthOptions auth)
    {
        var errors = edit.Errors;
        errors.Add("passwordAuth", PasswordAuth(edit.After, auth.PasswordAuth));
        if (auth.OAuth2.Enabled) errors.Add("oauth2", OAuth2Check.Check(auth.OAuth2));
        AddMfa(auth, errors);
        errors.Add("otp", Otp(auth.Otp));
        errors.Add("authToken", Token(auth.AuthToken));
        errors.Add("passwordResetToken", Token(auth.PasswordResetToken));
        errors.Add("emailChangeToken", Token(auth.EmailChangeToken));
        errors.Add("verificationToken", Token(auth.VerificationToken));
        errors.Add("fileToken", Token(auth.FileToken));
        var alert = new ErrorTree();
        alert.Add("emailTemplate", Template(auth.AuthAlert.EmailTemplate));
        errors.Add("authAlert", alert);
        errors.Add("verificationTemplate", Template(auth.VerificationTemplate));
        errors.Add("resetPasswordTemplate", Template(auth.ResetPasswordTemplate));
        errors.Add("confirmEmailChangeTemplate", Template(auth.ConfirmEmailChangeTemplate));
    }

    private static ErrorTree PasswordAuth(Collection collection, PasswordAuthOptions options)
    {
        var errors = new ErrorTree();
        if (!options.Enabled) return errors;
        if (options.IdentityFields.IsEmpty) errors.Add("identityFields", FieldError.Required);
        foreach (var name in options.IdentityFields)
        {
            if (!collection.Fields.Any(f => f.Name == name))
            {
                errors.Add("identityFields", FieldError.With("validation_missing_field", $"There is no field {name}.", "fieldName", name));
            }
            else if (!collection.HasUniqueIndexOn(name))
            {
                errors.Add("identityFields", FieldError.With(
                    "validation_missing_unique_constraint", $"The field {name} has no single-column unique index.", "fieldName", name));
            }
        }

        return errors;
    }

    // The tree may be there already, with an error of the rule.
    private static void AddMfa(AuthOptions auth, ErrorTree errors)
    {
        if (!auth.Mfa.Enabled) return;
        var methods = (auth.PasswordAuth.Enabled ? 1 : 0) + (auth.OAuth2.Enabled ? 1 : 0) + (auth.Otp.Enabled ? 1 : 0);
        if (methods < 2)
        {
            errors.Child("mfa").Add("enabled", new FieldError("validation_mfa_not_enough_auths", "MFA needs at least 2 enabled auth methods."));
        }

        if (Range(auth.Mfa.DurationSeconds, SecondsMin, DaySeconds) is { } error) errors.Child("mfa").Add("duration", error);
    }

    private static ErrorTree Otp(OtpOptions options)
    {
        var errors = new ErrorTree();
        errors.Add("emailTemplate", Template(options.EmailTemplate));
        if (!options.Enabled) return errors;
        if (Range(options.DurationSeconds, SecondsMin, DaySeconds) is { } duration) errors.Add("duration", duration);
        if (Range(options.Length, OtpLengthMin, OtpLengthMax) is { } length) errors.Add("length", length);
        return errors;
    }

    private static ErrorTree Token(TokenOptions token)
    {
        var errors = new ErrorTree();
        if (token.Secret.Length is < AuthSecrets.MinLength or > AuthSecrets.MaxLength)
        {
            errors.Add("secret", CollectionCheck.LengthOutOfRange(AuthSecrets.MinLength, AuthSecrets.MaxLength));
        }

        if (Range(token.DurationSeconds, SecondsMin, TokenSecondsMax) is { } duration) errors.Add("duration", duration);
        return errors;
    }

    private static ErrorTree Template(EmailTemplate template)
    {
        var errors = new ErrorTree();
        if (string.IsNullOrWhiteSpace(template.Subject)) errors.Add("subject", FieldError.Required);
        if (string.IsNullOrWhiteSpace(template.Body)) errors.Add("body", FieldError.Required);
        return errors;
    }

    private static FieldError? Range(long value, long min, long max)
    {
        if (value == 0) return FieldError.Required;
        if (value < min) return FieldError.With("validation_min_greater_equal_than_required", $"Must be no less than {min}.", "threshold", min);
        return value > max ? FieldError.With("validation_max_less_equal_than_required", $"Must be no greater than {max}.", "threshold", max) : null;
    }
}
