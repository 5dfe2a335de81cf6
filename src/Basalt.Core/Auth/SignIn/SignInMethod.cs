namespace Basalt.Auth;

/// <summary>How somebody proves who they are.</summary>
public enum SignInMethod
{
    Password,
    OAuth2,
    Otp,
}

internal static class SignInMethods
{
    /// <summary>As <c>@request.context</c> and the MFA rows spell it.</summary>
    public static string NameOf(SignInMethod method) => method switch
    {
        SignInMethod.Password => "password",
        SignInMethod.OAuth2 => "oauth2",
        SignInMethod.Otp => "otp",
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "is no method"),
    };
}
