using System.Buffers;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace LeakFleet.Cli;

/// <summary>
/// Durations as people write them: <c>45s</c>, <c>10m</c>, <c>1h30m</c>, <c>2d</c>, <c>250ms</c>. The default stands in the description in the same
/// words; the library would print it as a number of another form.
/// </summary>
internal sealed class DurationOption : Option<TimeSpan?>
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private readonly TimeSpan _default;

    public DurationOption(string name, TimeSpan defaultValue, TimeSpan min, TimeSpan max, string description) : base(name)
    {
        _default = defaultValue;
        HelpName = "duration";
        // Zero is "not at all", which the description says in its own words.
        Description = defaultValue == TimeSpan.Zero ? description : $"{description} [default: {Format(defaultValue)}]";
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[^1].Value, out var value) && value >= min && value <= max) return value;
            result.AddError($"{name}: '{result.Tokens[^1].Value}' is not a duration from {Format(min)} to {Format(max)} (write 45s, 10m, 1h30m)");
            return null;
        };
    }

    public TimeSpan In(ParseResult parsed) => parsed.GetValue(this) ?? _default;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        if (text.Length is 0 or > 32) return false;
        var rest = text.AsSpan();
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAnyInRange('0', '9');
            var unit = letters < 0 ? rest : rest[..letters];
            var milliseconds = unit switch { "ms" => 1, "s" => 1_000, "m" => 60_000, "h" => 3_600_000, "d" => 86_400_000, _ => 0 };
            if (milliseconds == 0 || number * milliseconds > TimeSpan.FromDays(3650).TotalMilliseconds) return false;
            duration += TimeSpan.FromMilliseconds(number * milliseconds);
            rest = rest[unit.Length..];
        }

        return true;
    }

    public static string Format(TimeSpan duration) => duration switch
    {
        { Ticks: 0 } => "0s",
        { TotalSeconds: < 1 } => $"{duration.TotalMilliseconds:0}ms",
        { TotalMinutes: < 2 } => $"{duration.TotalSeconds:0.#}s",
        { TotalHours: < 2 } => $"{duration.TotalMinutes:0.#}m",
        { TotalDays: < 2 } => $"{duration.TotalHours:0.#}h",
        _ => $"{duration.TotalDays:0.#}d",
    };
}
