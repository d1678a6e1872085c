using LeakFleet.Cli.Histograms;

namespace LeakFleet.EndToEnd.Tests.Histograms;

/// <summary>Made-up histograms of one process.</summary>
internal static class SampleHistogram
{
    public static SavedHistogram Of(params (string Name, long Count, long Bytes)[] types) => SavedHistogram.Of(
        new LookInfo(
            DateTimeOffset.UnixEpoch.AddDays(20_000), LookInfo.Memory,
            new ProcessInfo($"node~{new string('0', 32)}~4711~99", 4711, "orders", "1.4.0", "10.0.12", "Orders", "dotnet Orders.dll"),
            CollectionIndex: 7, AfterGen2: true, WalkMicroseconds: 1234, Complete: true, RegionsRead: 5, RegionsSkipped: 0, BytesRead: 1000, BytesSkipped: 0,
            new Dictionary<string, int>(), types.Length, types.Sum(type => type.Count), types.Sum(type => type.Bytes), FreeBytes: 48),
        [.. types.Select(type => new TypeEntry(
            type.Name, "Acme", type.Count, type.Bytes, new Generations(0, 0, type.Count, 0, 0, 0), new Generations(0, 0, type.Bytes, 0, 0, 0)))]);
}
