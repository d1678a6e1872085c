using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests;

/// <summary>Heaps by the minute: what is around is always a hundred types that do nothing.</summary>
internal static class Scenarios
{
    private static readonly string[] Around = [.. Enumerable.Range(0, 100).Select(i => $"Shop.Around{i}")];

    public static IReadOnlyList<TypeRow> Steady(long minute) => With(minute);

    /// <summary>2 MB an hour in orders, more in the strings they hold.</summary>
    public static IReadOnlyList<TypeRow> Leak(long minute) => With(
        minute,
        Histograms.Row("Shop.Order", 1000 + minute * 700, 48_000 + minute * 700 * 48),
        Histograms.Row("System.String", 5000 + minute * 1400, 300_000 + minute * 1400 * 60, "System.Private.CoreLib"));

    /// <summary>20 MB an hour in buffers; the views that hold them are a hundredth of that, far below what matters in bytes.</summary>
    public static IReadOnlyList<TypeRow> BufferLeak(long minute) => With(
        minute,
        Histograms.Row("Shop.ChartView", 500 + minute * 160, (500 + minute * 160) * 24),
        Histograms.Row("System.Byte[]", 3000 + minute * 165 + minute % 7, 900_000 + minute * 160 * 2048 + (minute % 7) * 3000, "System.Private.CoreLib"));

    /// <summary>3 MB an hour in small orders, and six times that in the buffers they hold, among buffers that come and go.</summary>
    public static IReadOnlyList<TypeRow> NoisyBuffers(long minute)
    {
        var swing = new Random((int)(minute / 10) * 31).NextDouble() * 10_000_000 * (minute / 40 % 2);
        return With(
            minute,
            Histograms.Row("Shop.Order", 1000 + minute * 1000, 48_000 + minute * 1000 * 48),
            Histograms.Row("System.Byte[]", 1000 + minute * 1000, 1_000_000 + minute * 300_000 + (long)swing, "System.Private.CoreLib"));
    }

    /// <summary>A table of the framework that grows without end, of a type that does not.</summary>
    public static TypeRow GrowingTable(long minute) => Histograms.Row(
        "System.Collections.Generic.Dictionary<System.String, Shop.Cart>+Entry[]", 1, 1_000_000 + minute * 50_000, "System.Private.CoreLib");

    /// <summary>A cache that is full after some 40 minutes.</summary>
    public static IReadOnlyList<TypeRow> WarmUp(long minute) =>
        With(minute, Histograms.Row("Shop.CacheEntry", (long)(100_000 * (1 - Math.Exp(-minute / 12.0))), (long)(10_000_000 * (1 - Math.Exp(-minute / 12.0)))));

    /// <summary>Load comes and goes every hour.</summary>
    public static IReadOnlyList<TypeRow> Wave(long minute) =>
        With(minute, Histograms.Row("Shop.Session", 10_000, (long)(5_000_000 * (1.2 + Math.Sin(2 * Math.PI * minute / 60)))));

    private static List<TypeRow> With(long minute, params ReadOnlySpan<TypeRow> own)
    {
        var random = new Random((int)minute);
        var rows = Around.Select((name, i) => Histograms.Row(name, 100 + i, 10_000 * (i + 1) + random.Next(-500, 500))).ToList();
        rows.AddRange(own);
        return rows;
    }
}
