using System.Globalization;

namespace LeakFleet.Server.Configuration;

/// <summary>Durations as the command line writes them: <c>45s</c>, <c>10m</c>, <c>1h30m</c>, <c>2d</c>.</summary>
internal static class ConfigDuration
{
    private const int CharsMax = 32;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Length is 0 or > CharsMax) return false;
        var number = 0L;
        var digits = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c))
            {
                number = (number * 10) + (c - '0');
                if (++digits > 9) return false;
                continue;
            }

            var unit = c switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
            if (unit == 0 || digits == 0) return false;
            duration += TimeSpan.FromSeconds(number * unit);
            (number, digits) = (0, 0);
        }

        return digits == 0;
    }

    public static string Show(TimeSpan duration) => duration switch
    {
        { TotalMinutes: < 1 } => Text($"{duration.TotalSeconds:0}s"),
        { TotalHours: < 1 } => Text($"{duration.TotalMinutes:0.#}m"),
        { TotalDays: < 1 } => Text($"{duration.TotalHours:0.#}h"),
        _ => Text($"{duration.TotalDays:0.#}d"),
    };

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
