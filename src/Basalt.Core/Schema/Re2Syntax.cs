using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Basalt.Schema;

/// <summary>
/// Rewrites a pattern in RE2 syntax (github.com/google/re2/wiki/Syntax) so that .NET gives it the same meaning:
/// 1. <c>$</c> is the end of the text alone, not also before a last line break;
/// 2. <c>\d \s \w</c> and the POSIX classes are ASCII;
/// 3. names of groups, <c>\x{…}</c>, <c>\Q…\E</c> and one-letter properties are spelled as .NET spells them;
/// 4. what RE2 does not have (lookarounds, back references, atomic groups, ungreedy mode) is refused.
/// One difference stays: a character above U+FFFF counts as two for <c>.</c> and in a negated class.
/// </summary>
internal static class Re2Syntax
{
    private const int RepeatMax = 1000; // RE2's own limit

    private static readonly Dictionary<string, string> PosixClasses = new(StringComparer.Ordinal)
    {
        ["alnum"] = "0-9A-Za-z", ["alpha"] = "A-Za-z", ["ascii"] = @"\x00-\x7F", ["blank"] = @"\t ", ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = "0-9", ["graph"] = "!-~", ["lower"] = "a-z", ["print"] = " -~", ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @"\t\n\v\f\r ", ["upper"] = "A-Z", ["word"] = "0-9A-Za-z_", ["xdigit"] = "0-9A-Fa-f",
    };

    // Inside a class; the upper-case letters are the complements, as ranges of UTF-16 units.
    private static readonly Dictionary<char, string> AsciiClasses = new()
    {
        ['d'] = "0-9", ['D'] = @"\x00-/:-\uFFFF",
        ['s'] = @"\t\n\f\r ", ['S'] = @"\x00-\x08\x0B\x0E-\x1F!-\uFFFF",
        ['w'] = "0-9A-Za-z_", ['W'] = @"\x00-/:-@\[-\^`{-\uFFFF",
    };

    public static bool TryTranslate(string pattern, out string translated)
    {
        var rewriter = new Rewriter(pattern);
        var valid = rewriter.Run();
        translated = valid ? rewriter.Output.ToString() : "";
        return valid;
    }

    private sealed class Rewriter(string pattern)
    {
        private readonly Stack<bool> _outerMultiline = new(); // of the groups that are open
        private int _at;
        private bool _multiline;

        public StringBuilder Output { get; } = new(pattern.Length + 16);

        public bool Run()
        {
            while (_at < pattern.Length)
            {
                var valid = pattern[_at] switch
                {
                    '\\' => Escape(inClass: false),
                    '[' => Class(),
                    '(' => Open(),
                    ')' => Close(),
                    '$' => Emit(_multiline ? "$" : @"\z", 1),
                    '{' => Brace(),
                    _ => Character(),
                };
                if (!valid) return false;
            }

            return _outerMultiline.Count == 0;
        }

        private bool Emit(string text, int taken)
        {
            Output.Append(text);
            _at += taken;
            return true;
        }

        private bool Character()
        {
            if (!char.IsSurrogate(pattern[_at])) return Emit(pattern[_at].ToString(), 1);
            if (_at + 1 == pattern.Length || !char.IsSurrogatePair(pattern[_at], pattern[_at + 1])) return false;
            return Emit($"(?:{pattern.AsSpan(_at, 2)})", 2); // so that a repetition takes both halves
        }

        private bool Brace()
        {
            var end = pattern.IndexOf('}', _at);
            var bounds = end < 0 ? [] : pattern[(_at + 1)..end].Split(',');
            if (bounds.Length is 1 or 2 && bounds[0].Length > 0 && bounds.All(b => b.All(char.IsAsciiDigit)))
            {
                foreach (var bound in bounds)
                {
                    if (bound.Length > 0 && (!int.TryParse(bound, CultureInfo.InvariantCulture, out var count) || count > RepeatMax)) return false;
                }

                return Emit(pattern[_at..(end + 1)], end + 1 - _at);
            }

            return Emit(@"\{", 1); // a plain brace
        }

        private bool Open()
        {
            _outerMultiline.Push(_multiline);
            var rest = pattern.AsSpan(_at);
            if (!rest.StartsWith("(?")) return Emit("(", 1);
            if (rest.StartsWith("(?P<")) return Emit("(?<", 4);
            if (rest.StartsWith("(?<") && rest.Length > 3 && (char.IsAsciiLetter(rest[3]) || rest[3] == '_')) return Emit("(?<", 3);
            return Flags();
        }

        // (?ims-ims) for the rest of the group, or (?ims-ims: ) for a group of its own.
        private bool Flags()
        {
            var i = _at + 2;
            var on = true;
            for (; i < pattern.Length && pattern[i] is 'i' or 'm' or 's' or '-'; i++)
            {
                if (pattern[i] == '-') on = false;
                if (pattern[i] == 'm') _multiline = on;
            }

            if (i == pattern.Length || pattern[i] is not (':' or ')')) return false;
            if (pattern[i] == ')') _outerMultiline.Pop(); // no group was opened: the flags stay on
            return Emit(pattern[_at..(i + 1)], i + 1 - _at);
        }

        private bool Close()
        {
            if (!_outerMultiline.TryPop(out _multiline)) return false;
            return Emit(")", 1);
        }

        private bool Class()
        {
            Emit("[", 1);
            if (_at < pattern.Length && pattern[_at] == '^') Emit("^", 1);
            if (_at < pattern.Length && pattern[_at] == ']') Emit(@"\]", 1);
            while (_at < pattern.Length && pattern[_at] != ']')
            {
                var valid = pattern[_at] switch
                {
                    '\\' => Escape(inClass: true),
                    '[' => Posix(),
                    var c => !char.IsSurrogate(c) && Emit(c.ToString(), 1),
                };
                if (!valid) return false;
            }

            return _at < pattern.Length && Emit("]", 1);
        }

        private bool Posix()
        {
            if (!pattern.AsSpan(_at).StartsWith("[:")) return Emit(@"\[", 1); // .NET would read it as a subtraction
            var end = pattern.IndexOf(":]", _at + 2, StringComparison.Ordinal);
            if (end < 0) return Emit(@"\[", 1); // no class of a name begins here
            return PosixClasses.TryGetValue(pattern[(_at + 2)..end], out var set) && Emit(set, end + 2 - _at);
        }

        private bool Escape(bool inClass)
        {
            if (_at + 1 == pattern.Length) return false;
            var letter = pattern[_at + 1];
            if (AsciiClasses.TryGetValue(letter, out var set)) return Emit(inClass ? set : $"[{set}]", 2);
            return letter switch
            {
                'p' or 'P' => Property(),
                'x' => Hex(inClass),
                '0' => Emit(@"\x00", 2),
                'Q' => !inClass && Quoted(),
                'A' or 'z' or 'b' or 'B' => !inClass && Emit($@"\{letter}", 2),
                'a' or 'f' or 'n' or 'r' or 't' or 'v' => Emit($@"\{letter}", 2),
                _ => char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) && Emit($@"\{letter}", 2),
            };
        }

        private bool Property()
        {
            if (_at + 2 == pattern.Length) return false;
            if (pattern[_at + 2] != '{') return Emit($@"\{pattern[_at + 1]}{{{pattern[_at + 2]}}}", 3);
            var end = pattern.IndexOf('}', _at);
            return end > 0 && Emit(pattern[_at..(end + 1)], end + 1 - _at);
        }

        private bool Hex(bool inClass)
        {
            var braced = _at + 2 < pattern.Length && pattern[_at + 2] == '{';
            var start = _at + (braced ? 3 : 2);
            var end = braced ? pattern.IndexOf('}', start) : start + 2;
            if (end < 0 || end > pattern.Length) return false;
            if (!uint.TryParse(pattern.AsSpan(start, end - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) return false;
            if (!Rune.IsValid(code) || (inClass && code > 0xFFFF)) return false;
            var text = code > 0xFFFF ? $"(?:{new Rune(code)})" : $@"\u{code:X4}";
            return Emit(text, end + (braced ? 1 : 0) - _at);
        }

        private bool Quoted()
        {
            var end = pattern.IndexOf(@"\E", _at, StringComparison.Ordinal);
            var text = pattern[(_at + 2)..(end < 0 ? pattern.Length : end)];
            return Emit(Regex.Escape(text), text.Length + (end < 0 ? 2 : 4));
        }
    }
}
