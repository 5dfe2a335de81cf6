using Basalt.Records;

namespace Basalt.Core.Tests.Records;

public sealed class AccountDraftTests
{
    private const string Required = "validation_required";
    private const string Mismatch = "validation_values_mismatch";
    private const string WrongOld = "validation_invalid_old_password";

    public static TheoryData<string, string, string[]> Creates => new()
    {
        // level, submitted, errors
        { "Default", """{}""", [$"password:{Required}", $"passwordConfirm:{Required}"] },
        { "Superuser", """{}""", [$"password:{Required}", $"passwordConfirm:{Required}"] },
        { "Default", """{"email":"a@example.com","password":"12345678","passwordConfirm":"12345678"}""", [] },
        { "Default", """{"password":12345678,"passwordConfirm":12345678}""", [] }, // forms infer numbers
        { "Default", """{"password":{"a":1},"passwordConfirm":{"a":1}}""", [$"password:{Required}", $"passwordConfirm:{Required}"] },
        { "Default", """{"password":"12345678","passwordConfirm":"1234567"}""", [$"passwordConfirm:{Mismatch}"] },
        { "Default", """{"password":"12345678"}""", [$"passwordConfirm:{Required}"] },
        { "Default", """{"password":"12345678","passwordConfirm":"12345678","verified":true}""", [$"verified:{Mismatch}"] },
        { "Default", """{"password":"12345678","passwordConfirm":"12345678","verified":false,"emailVisibility":true}""", [] },
        { "Manager", """{"password":"12345678","passwordConfirm":"12345678","verified":true}""", [] },
        { "Superuser", """{"password":"12345678","passwordConfirm":"12345678","verified":true}""", [] },
    };

    public static TheoryData<string, bool, string, string[]> Updates => new()
    {
        // level, is the old password right, submitted, errors
        { "Default", false, """{}""", [] },
        { "Default", false, """{"name":"Ana","email":"ana@example.com","verified":false}""", [] }, // forms post whole records
        { "Default", false, """{"email":"other@example.com"}""", [$"email:{Mismatch}"] },
        { "Default", false, """{"email":""}""", [$"email:{Mismatch}"] },
        { "Default", false, """{"verified":true}""", [$"verified:{Mismatch}"] },
        { "Default", false, """{"emailVisibility":true}""", [] },
        { "Manager", false, """{"email":"other@example.com","verified":true}""", [] },
        { "Default", false, """{"password":"n3w-secret","passwordConfirm":"n3w-secret"}""", [$"oldPassword:{Required}"] },
        { "Default", false, """{"password":"n3w-secret","passwordConfirm":"n3w-secret","oldPassword":"wrong"}""", [$"oldPassword:{WrongOld}"] },
        { "Default", true, """{"password":"n3w-secret","passwordConfirm":"n3w-secret","oldPassword":"right"}""", [] },
        { "Manager", false, """{"password":"n3w-secret","passwordConfirm":"n3w-secret"}""", [] },
        { "Superuser", false, """{"password":"n3w-secret","passwordConfirm":"n3w-secret","oldPassword":"wrong"}""", [] },
        { "Superuser", false, """{"password":"n3w-secret"}""", [$"passwordConfirm:{Required}"] },
        { "Default", true, """{"password":"","passwordConfirm":"x","oldPassword":"right"}""", [$"password:{Required}", $"passwordConfirm:{Mismatch}"] },
        { "Default", true, """{"oldPassword":"right"}""", [$"password:{Required}", $"passwordConfirm:{Required}"] },
        { "Default", false, """{"password":""}""", [] }, // left to the field, which is required
    };

    [Theory, MemberData(nameof(Creates))]
    public void A_create_needs_a_confirmed_password_and_starts_unverified(string level, string submitted, string[] expected) =>
        Assert.Equal(expected, Shown(AccountDraft.Of(Drafts.Create(Drafts.Users, submitted), isNew: true)!, level, false));

    [Theory, MemberData(nameof(Updates))]
    public void An_update_of_an_account_asks_for_rights_or_proof(string level, bool isOldRight, string submitted, string[] expected) =>
        Assert.Equal(
            expected, Shown(AccountDraft.Of(Drafts.Apply(Drafts.User("ana@example.com"), submitted), isNew: false)!, level, isOldRight));

    [Theory]
    [InlineData("""{"name":"Ana"}""", false)]
    [InlineData("""{"email":"other@example.com"}""", true)]
    [InlineData("""{"verified":true}""", true)]
    [InlineData("""{"passwordConfirm":"x"}""", true)]
    public void The_manage_rule_is_asked_only_when_it_makes_a_difference(string submitted, bool expected) =>
        Assert.Equal(expected, AccountDraft.Of(Drafts.Apply(Drafts.User("ana@example.com"), submitted), isNew: false)!.AsksForManager);

    [Fact]
    public void A_collection_without_accounts_has_none() =>
        Assert.Null(AccountDraft.Of(Drafts.Create(Drafts.Tasks, """{"title":"plan"}"""), isNew: true));

    private static IEnumerable<string> Shown(AccountDraft account, string level, bool isOldRight) =>
        account.Check(Enum.Parse<AccountLevel>(level), isOldRight).Children.Select(child => $"{child.Key}:{child.Value.Leaf!.Code}");
}
