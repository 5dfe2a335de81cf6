namespace Basalt.Errors;

/// <summary>What sort of refusal a <see cref="BasaltException"/> is. Each kind has exactly one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The input can't be accepted as it is (400).</summary>
    Invalid,

    /// <summary>The request needs somebody to be signed in (401).</summary>
    Unauthenticated,

    /// <summary>Whoever asks may not do this (403).</summary>
    Denied,

    /// <summary>There is no such thing, or none that this caller may know of (404).</summary>
    Missing,

    /// <summary>The body is larger than the route accepts (413).</summary>
    TooLarge,

    /// <summary>Too many requests of this caller in a short time (429).</summary>
    TooMany,

    /// <summary>The database can't serve this now; the same request may succeed later (503).</summary>
    Unavailable,
}
