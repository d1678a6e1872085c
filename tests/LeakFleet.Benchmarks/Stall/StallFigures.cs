using System.Text.Json;

namespace LeakFleet.Benchmarks.Stall;

/// <summary>A STALLS line of LeakyApp, or several of them taken together. Milliseconds by which a 1 ms timer thread was late.</summary>
internal sealed record StallFigures(double MaxMs, double P999Ms, double P99Ms, long Count, double BeyondGcMaxMs, double GcPauseMaxMs, double GcPauseTotalMs)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static StallFigures Parse(string json) => JsonSerializer.Deserialize<StallFigures>(json, Json)!;

    /// <summary>Maxima of maxima, sums of sums; of quantiles the median, which one busy moment of the machine does not move.</summary>
    public static StallFigures Together(IReadOnlyCollection<StallFigures> parts) => new(
        parts.Max(part => part.MaxMs),
        Median(parts.Select(part => part.P999Ms)),
        Median(parts.Select(part => part.P99Ms)),
        parts.Sum(part => part.Count),
        parts.Max(part => part.BeyondGcMaxMs),
        parts.Max(part => part.GcPauseMaxMs),
        Math.Round(parts.Sum(part => part.GcPauseTotalMs), 3));

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt((values.Count() - 1) / 2);
}
