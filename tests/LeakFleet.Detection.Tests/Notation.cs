using System.Globalization;

namespace LeakFleet.Detection.Tests;

/// <summary>
/// Series in Prometheus' test notation: <c>5</c> one value, <c>5x3</c> four of it, <c>0+10x4</c> the ramp 0 10 20 30 40, <c>100-5x2</c> downwards,
/// <c>_</c> a gap, <c>_x3</c> three. Values are in MiB, the first an interval after the start.
/// </summary>
internal static class Notation
{
    public const double MiB = 1024 * 1024;

    /// <summary>2026-01-01, so that a bug that takes hours for an absolute time shows.</summary>
    public const long Start = 1_767_225_600_000;

    public static Sample[] Read(string notation, TimeSpan interval)
    {
        var samples = new List<Sample>();
        var slot = 0;
        foreach (var word in notation.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var x = word.IndexOf('x', StringComparison.Ordinal);
            var times = x < 0 ? 0 : int.Parse(word[(x + 1)..], CultureInfo.InvariantCulture);
            var body = x < 0 ? word : word[..x];
            if (body == "_")
            {
                slot += Math.Max(1, times);
                continue;
            }

            var sign = body.IndexOfAny(['+', '-'], 1);
            var value = Number(sign < 0 ? body : body[..sign]);
            var step = sign < 0 ? 0 : Number(body[sign..]);
            for (var i = 0; i <= times; i++)
                samples.Add(new Sample(Start + (long)(++slot * interval.TotalMilliseconds), (value + i * step) * MiB));
        }

        return [.. samples];
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
