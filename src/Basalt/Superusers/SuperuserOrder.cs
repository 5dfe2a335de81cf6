namespace Basalt.Cli.Superusers;

/// <summary>What is to be done with a superuser.</summary>
internal enum SuperuserVerb
{
    Create,
    Update,
    Upsert,
    Delete,
}

/// <param name="Verb">What to do.</param>
/// <param name="Email">Of the superuser.</param>
/// <param name="Password">The new one; "" to delete.</param>
internal sealed record SuperuserOrder(SuperuserVerb Verb, string Email, string Password);
