using System.Globalization;

namespace LeakFleet.Server.Text;

/// <summary>Numbers as people read them.</summary>
internal static class Quantity
{
    /// <summary>For what is not known: an en dash says "nothing here" where a 0 would lie.</summary>
    public const string Unknown = "–";

    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary><c>12.3 MiB</c>; three significant digits, as more would be noise.</summary>
    public static string Bytes(double bytes)
    {
        if (!double.IsFinite(bytes)) return Unknown;
        var size = Math.Abs(bytes);
        var unit = 0;
        // 1000, not 1024: '1010 KiB' is harder to read than '0.99 MiB'.
        while (size >= 999.5 && unit < Units.Length - 1)
        {
            size /= 1024;
            unit++;
        }

        var format = unit == 0 || size >= 99.95 ? "0" : size >= 9.995 ? "0.0" : "0.00";
        return $"{(bytes < 0 && size > 0 ? "−" : "")}{size.ToString(format, CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>A size where -1 means that it is not known.</summary>
    public static string BytesIfKnown(long bytes) => bytes < 0 ? Unknown : Bytes(bytes);

    /// <summary><c>+12.3 MiB/h</c>.</summary>
    public static string BytesPerHour(double bytesPerHour)
    {
        if (!double.IsFinite(bytesPerHour)) return Unknown;
        var text = Bytes(bytesPerHour);
        return $"{(bytesPerHour > 0 ? "+" : "")}{text}/h";
    }

    /// <summary><c>+10.3</c>, of whatever is counted.</summary>
    public static string PerHour(double perHour)
    {
        if (!double.IsFinite(perHour)) return Unknown;
        var size = Math.Abs(perHour);
        return $"{(perHour < 0 ? "−" : "+")}{size.ToString(size >= 99.95 ? "N0" : size >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The two largest units that matter: <c>3 h 12 min</c>, <c>45 s</c>, <c>2 d 4 h</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero) duration = TimeSpan.Zero;
        if (duration.TotalSeconds < 60) return Text($"{(long)duration.TotalSeconds} s");
        if (duration.TotalMinutes < 60)
            return duration.Seconds == 0 ? Text($"{duration.Minutes} min") : Text($"{duration.Minutes} min {duration.Seconds} s");
        if (duration.TotalHours < 24)
            return duration.Minutes == 0 ? Text($"{duration.Hours} h") : Text($"{duration.Hours} h {duration.Minutes} min");
        return duration.Hours == 0 || duration.TotalDays >= 100
            ? Text($"{(long)duration.TotalDays:N0} d")
            : Text($"{(long)duration.TotalDays} d {duration.Hours} h");
    }

    /// <summary>A number of hours that may be far beyond what a calendar holds.</summary>
    public static string Hours(double hours) =>
        !double.IsFinite(hours) ? Unknown : hours > 24 * 365 * 10 ? "more than 10 years" : Duration(TimeSpan.FromHours(Math.Max(0, hours)));

    public static string Count(long count) => count < 0 ? Unknown : count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>What is counted, as measured and drawn: a part of one is none or one.</summary>
    public static string Count(double count) => Count((long)Math.Clamp(Math.Round(count), 0, long.MaxValue / 2));

    /// <summary>A pause: <c>0.42 ms</c>, <c>1.3 s</c>.</summary>
    public static string Microseconds(long microseconds) => microseconds switch
    {
        < 0 => Unknown,
        < 100_000 => Text($"{microseconds / 1000.0:0.00} ms"),
        < 1_000_000 => Text($"{microseconds / 1000.0:0} ms"),
        _ => Text($"{microseconds / 1_000_000.0:0.0} s"),
    };

    /// <param name="decimals">0 where tenths would be noise.</param>
    public static string Percent(double ratio, int decimals) => double.IsFinite(ratio) ? $"{(ratio * 100).ToString(decimals == 0 ? "0" : "0.0", CultureInfo.InvariantCulture)} %" : Unknown;

    public static string Percent(double ratio) => double.IsFinite(ratio) ? Text($"{ratio * 100:0.#} %") : Unknown;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
