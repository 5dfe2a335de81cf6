namespace Basalt.Errors;

/// <summary>
/// A refusal the caller may read. Its code is stable API; its message is not. An exception of any other type is a bug:
/// it is logged whole and answered bare.
/// </summary>
public sealed class BasaltException : Exception
{
    /// <param name="kind">Decides the HTTP status.</param>
    /// <param name="code">Stable, lower case, words joined by <c>_</c>; listed in docs/reference/errors.md.</param>
    /// <param name="message">A sentence for people; the protocol's default text of the status when empty.</param>
    /// <param name="data">Errors by field, or null for an empty object.</param>
    /// <param name="inner">What caused it; goes to the log, never to the caller.</param>
    public BasaltException(ErrorKind kind, string code, string message = "", ErrorTree? data = null, Exception? inner = null)
        : base(message, inner)
    {
        Kind = kind;
        Code = code;
        Tree = data;
    }

    public ErrorKind Kind { get; }

    public string Code { get; }

    /// <summary>Errors by field; null means the answer's <c>data</c> is an empty object.</summary>
    public ErrorTree? Tree { get; }

    /// <summary>How long to wait before the same request has a chance; null where waiting doesn't help or nobody knows.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static BasaltException Invalid(string code, string message = "", ErrorTree? data = null, Exception? inner = null) =>
        new(ErrorKind.Invalid, code, message, data, inner);

    public static BasaltException Missing(string code = "missing", string message = "") => new(ErrorKind.Missing, code, message);

    public static BasaltException Denied(string code = "denied", string message = "") => new(ErrorKind.Denied, code, message);
}
