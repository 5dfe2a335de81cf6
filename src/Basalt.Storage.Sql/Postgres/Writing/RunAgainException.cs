namespace Basalt.Storage.Sql.Postgres;

/// <summary>Ends a run of work that will be run again, one statement at a time. It never leaves the writer.</summary>
internal sealed class RunAgainException() : Exception("the work is run again");
