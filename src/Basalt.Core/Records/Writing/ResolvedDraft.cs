using Basalt.Rules;
using Basalt.Schema;

namespace Basalt.Records;

/// <summary>What a draft makes of a record: coerced, modifiers resolved, what the caller may not set left out.</summary>
internal sealed class ResolvedDraft
{
    private readonly bool[] _submitted;
    private readonly RecordDraft _draft;
    private readonly bool _isSuperuser;
    private List<NewPassword>? _passwords;
    private Dictionary<string, Value>? _body;

    public ResolvedDraft(Record before, RecordDraft draft, bool isSuperuser)
    {
        Before = before;
        Candidate = before.Clone();
        _draft = draft;
        _isSuperuser = isSuperuser;
        _submitted = new bool[before.Collection.Fields.Length];
    }

    /// <summary>The record that the draft was applied to: the stored one, or one of zero values for a create.</summary>
    public Record Before { get; }

    /// <summary>
    /// The record as it would be. Password fields keep what they held before: a plain password is never part of a record, see
    /// <see cref="Passwords"/>.
    /// </summary>
    public Record Candidate { get; }

    public Collection Collection => Before.Collection;

    /// <summary>Plain passwords that were submitted, by field.</summary>
    public IReadOnlyList<NewPassword> Passwords => (IReadOnlyList<NewPassword>?)_passwords ?? [];

    /// <summary>What rules see as <c>@request.body</c>. Made when a rule is first asked.</summary>
    public IReadOnlyDictionary<string, Value> Body => _body ??= MakeBody();

    /// <inheritdoc cref="RecordDraft.HasGeneratedPassword"/>
    public bool HasGeneratedPassword => _draft.HasGeneratedPassword;

    /// <summary>True for a field that the draft named, plainly or by a modifier, and that the caller may set.</summary>
    public bool IsSubmitted(int ordinal) => _submitted[ordinal];

    /// <summary>A key that is no field, as text; "" when it was not submitted.</summary>
    /// <param name="like">The field whose coercion applies.</param>
    public string FormText(string key, Field like) =>
        _draft.Values.TryGetValue(key, out var input) && like.Coerce(input) is { Kind: ValueKind.Text } text ? text.AsText() : "";

    /// <summary>The plain password submitted for a field, or null.</summary>
    public string? PasswordOf(int ordinal)
    {
        if (_passwords is null) return null;
        foreach (var password in _passwords)
        {
            if (password.Ordinal == ordinal) return password.Plain;
        }

        return null;
    }

    /// <summary>Hidden fields are a superuser's alone, except the password with which somebody signs up.</summary>
    public bool MayWrite(int ordinal)
    {
        var field = Collection.Fields[ordinal];
        return !field.Hidden || _isSuperuser || (Collection.IsAuth && field.Name == AuthFields.Password);
    }

    public void Set(int ordinal, Value value)
    {
        _submitted[ordinal] = true;
        if (Collection.Fields[ordinal] is PasswordField) (_passwords ??= []).Add(new NewPassword(ordinal, value.AsText()));
        else Candidate[ordinal] = value;
    }

    private Dictionary<string, Value> MakeBody()
    {
        var body = new Dictionary<string, Value>(_draft.Values.Count, StringComparer.Ordinal);
        foreach (var (key, input) in _draft.Values)
        {
            var ordinal = Collection.OrdinalOf(key);
            if (ordinal < 0 && FieldModifier.TryParse(Collection, key, input, out var modifier)) ordinal = modifier.Ordinal;
            if (ordinal < 0) body[key] = RuleBody.ValueOf(input);
            else if (MayWrite(ordinal)) body[Collection.Fields[ordinal].Name] = Resolved(ordinal);
        }

        return body;
    }

    private Value Resolved(int ordinal) => PasswordOf(ordinal) is { } plain ? Value.Text(plain) : Candidate[ordinal];
}

/// <param name="Ordinal">Of the password field.</param>
/// <param name="Plain">May be "": then the field is emptied.</param>
internal sealed record NewPassword(int Ordinal, string Plain);
