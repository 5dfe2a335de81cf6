using Basalt.Errors;

namespace Basalt.Schema;

/// <summary>A change of the schema was refused. The entry points turn it into the answer of their own endpoint.</summary>
/// <param name="collection">Name of the collection that is to blame, as it was asked for.</param>
/// <param name="errors">By the keys of the body, or null when the database gave a reason.</param>
/// <param name="reason">The database's, for the superuser who asked.</param>
internal sealed class SchemaRefusal(string collection, ErrorTree? errors, string reason = "", Exception? cause = null)
    : Exception("a schema change was refused", cause)
{
    public string Collection => collection;

    public ErrorTree? Errors => errors;

    public string Reason => reason;

    public static ErrorTree InvalidViewQuery(string reason) =>
        ErrorTree.Of("viewQuery", new FieldError("validation_invalid_view_query", $"Invalid query. Raw error: {reason}"));
}
