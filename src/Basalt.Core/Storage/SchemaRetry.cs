using Basalt.Errors;
using Basalt.Schema;

namespace Basalt.Storage;

/// <summary>Work that is bound to a schema snapshot, and is bound anew when the schema changes under it.</summary>
internal static class SchemaRetry
{
    // A schema change while a request is on its way is rare; several in a row mean that somebody imports collections one by one.
    private const int AttemptsAtMost = 5;

    /// <exception cref="BasaltException"><see cref="ErrorKind.Unavailable"/>, code <c>schema_changing</c>: the schema kept changing.</exception>
    public static async ValueTask<T> RunAsync<T>(IStorageEngine storage, Func<SchemaSnapshot, ValueTask<T>> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work(storage.Schema);
            }
            catch (SchemaChangedException) when (attempt < AttemptsAtMost)
            {
                // bound to what is gone: bind again
            }
            catch (SchemaChangedException changed)
            {
                throw new BasaltException(ErrorKind.Unavailable, "schema_changing", "The schema is being changed. Try again.", inner: changed);
            }
        }
    }
}
