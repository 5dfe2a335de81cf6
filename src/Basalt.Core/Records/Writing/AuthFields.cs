namespace Basalt.Records;

/// <summary>Names with a meaning in auth collections. Source: the protocol, collections page, section 3.3, and records page, section 7.</summary>
internal static class AuthFields
{
    public const string Password = "password";
    public const string TokenKey = "tokenKey";
    public const string Email = "email";
    public const string EmailVisibility = "emailVisibility";
    public const string Verified = "verified";

    /// <summary>Form-only: no field of an auth collection can have this name.</summary>
    public const string PasswordConfirm = "passwordConfirm";

    /// <inheritdoc cref="PasswordConfirm"/>
    public const string OldPassword = "oldPassword";
}
