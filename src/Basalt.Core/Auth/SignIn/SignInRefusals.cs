using Basalt.Errors;

namespace Basalt.Auth;

/// <summary>The protocol's refusals of sign-ins (accounts page, sections 0 to 8). Their texts are what clients show.</summary>
internal static class SignInRefusals
{
    /// <summary>One for unknown, wrong and empty: which it was must not be told.</summary>
    public static BasaltException Failed(Exception? cause = null) => BasaltException.Invalid("sign_in_failed", "Failed to authenticate.", inner: cause);

    public static BasaltException PasswordsAreOff() =>
        BasaltException.Denied("password_sign_in_off", "The collection is not configured to allow password authentication.");

    public static BasaltException OtpsAreOff() =>
        BasaltException.Denied("otp_sign_in_off", "The collection is not configured to allow OTP authentication.");

    public static BasaltException OAuth2IsOff() =>
        BasaltException.Denied("oauth2_sign_in_off", "The collection is not configured to allow OAuth2 authentication.");

    /// <summary>One for unknown, used, old and wrong.</summary>
    public static BasaltException OtpExpired() => BasaltException.Invalid("otp_expired", "Invalid or expired OTP.");

    public static BasaltException TooManyOtpAttempts() =>
        new(ErrorKind.TooMany, "otp_too_many_attempts", "Too many attempts, please try again later with a new OTP.");

    public static BasaltException RuleNotSatisfied() =>
        BasaltException.Denied("auth_rule", "The request doesn't satisfy the collection requirements to authenticate.");

    public static BasaltException MfaExpired() => BasaltException.Invalid("mfa_expired", "Invalid or expired MFA session.");

    public static BasaltException MfaOfAnother() => BasaltException.Invalid("mfa_invalid", "Invalid MFA session.");

    public static BasaltException MfaSameMethod() => BasaltException.Invalid("mfa_same_method", "A different authentication method is required.");

    public static BasaltException RefreshByGuest() =>
        new(ErrorKind.Unauthenticated, "sign_in_needed", "The request requires valid record authorization token.");

    /// <summary>Who asks was somebody when the request began.</summary>
    public static BasaltException ThrownOut() => RefreshByGuest();

    /// <param name="callersCollection">The caller's own, not the one that was asked for: so the protocol has it.</param>
    public static BasaltException RefreshByOther(string callersCollection) =>
        BasaltException.Denied("other_collection", $"The request requires auth record from {callersCollection} collection.");

    public static BasaltException NotAuthCollection() => BasaltException.Missing("not_auth_collection", "Missing or invalid auth collection context.");
}
