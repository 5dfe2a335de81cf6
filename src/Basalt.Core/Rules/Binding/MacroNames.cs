using System.Collections.Frozen;

namespace Basalt.Rules;

internal static class MacroNames
{
    private static readonly FrozenDictionary<string, MacroKind> Kinds = new Dictionary<string, MacroKind>
    {
        ["@now"] = MacroKind.Now,
        ["@yesterday"] = MacroKind.Yesterday,
        ["@tomorrow"] = MacroKind.Tomorrow,
        ["@todayStart"] = MacroKind.TodayStart,
        ["@todayEnd"] = MacroKind.TodayEnd,
        ["@monthStart"] = MacroKind.MonthStart,
        ["@monthEnd"] = MacroKind.MonthEnd,
        ["@yearStart"] = MacroKind.YearStart,
        ["@yearEnd"] = MacroKind.YearEnd,
        ["@second"] = MacroKind.Second,
        ["@minute"] = MacroKind.Minute,
        ["@hour"] = MacroKind.Hour,
        ["@day"] = MacroKind.Day,
        ["@weekday"] = MacroKind.Weekday,
        ["@month"] = MacroKind.Month,
        ["@year"] = MacroKind.Year,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static MacroKind? Find(string name) => name[0] == '@' && Kinds.TryGetValue(name, out var kind) ? kind : null;
}
