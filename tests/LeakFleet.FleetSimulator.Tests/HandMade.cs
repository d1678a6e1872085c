using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Tests;

/// <summary>Small services whose every byte is known: a few types, a histogram after gen2 each ten minutes, memory each five.</summary>
internal static class HandMade
{
    public const long Start = 1_800_000_000_000;
    public const long Hour = 3_600_000;
    public const string Growing = "Shop.Order";

    private const double Mebibyte = 1024 * 1024;

    public static ProcessKey Key(int process) => new($"node-{process}", "0123456789abcdef0123456789abcdef", 100 + process, 1000);

    public static LeakLabel Label(
        double startHour = 0, string kind = "managed-type", string firstVersion = "", double heapSharePerHour = 0.05, double? limitHour = null, params int[] processes) => new(
        kind,
        kind == "managed-type" ? [Growing, "Shop.Order[]"] : [],
        firstVersion,
        (processes.Length == 0 ? [1] : processes).Select(Key).ToHashSet(),
        At(startHour),
        heapSharePerHour,
        0,
        limitHour is { } hour ? At(hour) : null);

    public static long At(double hours) => Start + (long)(hours * Hour);

    /// <param name="bytes">Of the growing type in one process at one hour, in MiB; the other types are steady at 100 MiB.</param>
    public static LabelledService Service(string name, double hours, int processes, Func<int, double, double> bytes, params LeakLabel[] leaks) =>
        new(name, leaks.Length > 0 ? "leak/hand-made" : "negative/hand-made", Messages(name, hours, processes, bytes), leaks, Start, At(hours));

    public static Histogram Histogram(params (string Type, double Bytes)[] types) => new(
        1,
        true,
        1000,
        new Completeness(10, 0, 1 << 28, 0, new Dictionary<string, int>()),
        default,
        [.. types.Select(t => new TypeRow(t.Type, "Shop", new GenerationValues(0, 0, (long)t.Bytes / 64, 0, 0, 0), new GenerationValues(0, 0, (long)t.Bytes, 0, 0, 0)))]);

    private static IEnumerable<Data> Messages(string service, double hours, int processes, Func<int, double, double> bytes)
    {
        var sequences = new long[processes + 1];
        for (var minute = 0; minute < hours * 60; minute += 5)
            for (var process = 1; process <= processes; process++)
            {
                var hour = minute / 60.0;
                var growing = bytes(process, hour) * Mebibyte;
                if (minute == 0)
                    yield return Say(new ProcessDescription(service, "1.0", "10.0.0", "Shop", "dotnet Shop.dll", Start, new Dictionary<string, string>()));
                yield return Say(new ProcessMemory((long)(150 * Mebibyte + growing), (long)(50 * Mebibyte), -1, 20, 50, (long)(1024 * Mebibyte), -1));
                if (minute % 10 == 0) yield return Say(Histogram((Growing, growing), ("Shop.Page", 60 * Mebibyte), ("System.String", 40 * Mebibyte)));

                Data Say(ProcessMessage message) => new(Key(process), 1, ++sequences[process], 0, Start + minute * 60_000L, message);
            }
    }
}
