using Basalt.Auth;

namespace Basalt.Core.Tests.Auth;

public sealed class PasswordHasherTests : IDisposable
{
    private const string Bcrypt10 = "$10$DCq7YPn5Rq63x1Lad4cll..xeCADv4g99wYaZhExWUaCu8xeOWOu."; // of 1234567890, made by another program
    private const string Bcrypt72 = "$2a$04$DCq7YPn5Rq63x1Lad4cll.pKwd6Iq1Gq7ZdwzLVTYRWdmybtCTqt6"; // of 80 times "a", made by another program

    // Small: the cost is not what most cases are about.
    private readonly PasswordHasher _hasher = new(new PasswordHashing { MemoryKib = 64, Passes = 1 });

    public void Dispose() => _hasher.Dispose();

    public static TheoryData<string, string, bool> Known => new()
    {
        { "1234567890", "$2a" + Bcrypt10, true },
        { "1234567890", "$2b" + Bcrypt10, true },
        { "1234567890", "$2y" + Bcrypt10, true },
        { "123456789", "$2a" + Bcrypt10, false },
        { "1234567890 ", "$2a" + Bcrypt10, false },
        { new string('a', 72), Bcrypt72, true },
        { new string('a', 80), Bcrypt72, true },          // bcrypt reads 72 bytes...
        { new string('a', 72) + "zzz", Bcrypt72, true },  // ...whatever follows
        { new string('a', 71), Bcrypt72, false },
        { "password", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$55PWTvddWPUD1GMbKxSff4ASfF85k9ibHJt4HlHQtBM", true }, // made by another program
        { "Grüße", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$maVj0OvBXtS4d7f7vW5X2l80Cl2zCFr1UWsCXQpsZ4g", true }, // made by another program
        { "Gruesse", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$maVj0OvBXtS4d7f7vW5X2l80Cl2zCFr1UWsCXQpsZ4g", false },
    };

    [Theory, MemberData(nameof(Known))]
    public async Task A_stored_hash_verifies_exactly_its_password(string password, string hash, bool expected) =>
        Assert.Equal(expected, await _hasher.VerifyAsync(password, hash, TestContext.Current.CancellationToken));

    public static TheoryData<string?> NoHashes => new()
    {
        (string?)null, "", " ", "1234567890", "$", "$2a$", "$2a$10$", "$2x" + Bcrypt10, "$2a" + Bcrypt10 + "x", "$2a" + Bcrypt10[..^1], "2a" + Bcrypt10,
        "$2a$99" + Bcrypt10[3..], "$2a$31" + Bcrypt10[3..], "$2a$03" + Bcrypt10[3..], "$2a$1x" + Bcrypt10[3..], "$2a$10$ÄÖ" + Bcrypt10[6..],
        "$argon2id$", "$argon2id$v=19$m=64,t=1,p=1", "$argon2id$v=19$m=64,t=1,p=1$$", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$",
        "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=16$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=2$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=99999999,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=99999,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=-64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=4,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=1$c2hvcnQ$AAAAAAAAAAAAAAAAAAAAAA",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAA",
        "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$!!!!!!!!!!!!!!!!!!!!!!",
    };

    [Theory, MemberData(nameof(NoHashes))]
    public async Task What_is_no_hash_verifies_nothing(string? hash)
    {
        Assert.False(await _hasher.VerifyAsync("1234567890", hash, TestContext.Current.CancellationToken));
        Assert.False(await _hasher.VerifyAsync("", hash, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_new_hash_verifies_its_password_and_no_other()
    {
        var ct = TestContext.Current.CancellationToken;
        var hash = await _hasher.HashAsync("Grüße, 世界 👋", ct);
        Assert.True(await _hasher.VerifyAsync("Grüße, 世界 👋", hash, ct));
        Assert.False(await _hasher.VerifyAsync("grüße, 世界 👋", hash, ct));
        Assert.False(await _hasher.VerifyAsync("", hash, ct));
    }

    [Fact]
    public async Task Two_hashes_of_one_password_differ() => Assert.NotEqual(
        await _hasher.HashAsync("same", TestContext.Current.CancellationToken), await _hasher.HashAsync("same", TestContext.Current.CancellationToken));

    [Fact]
    public async Task All_bytes_of_a_long_password_count_in_a_new_hash()
    {
        var ct = TestContext.Current.CancellationToken;
        var hash = await _hasher.HashAsync(new string('a', 100), ct);
        Assert.False(await _hasher.VerifyAsync(new string('a', 99), hash, ct));
    }

    [Fact]
    public async Task The_default_cost_is_the_recommended_one()
    {
        using var hasher = new PasswordHasher();
        Assert.Matches(@"^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$", await hasher.HashAsync("x", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_hash_of_another_cost_verifies_by_its_own_parameters()
    {
        var ct = TestContext.Current.CancellationToken;
        using var other = new PasswordHasher(new PasswordHashing { MemoryKib = 128, Passes = 3 });
        Assert.True(await _hasher.VerifyAsync("moved", await other.HashAsync("moved", ct), ct));
    }
}
