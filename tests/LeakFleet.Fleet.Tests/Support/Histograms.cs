using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests;

/// <summary>Histograms and messages as an agent sends them, with one sample a minute.</summary>
internal static class Histograms
{
    public const long Start = 1_700_000_000_000;
    public const long Minute = 60_000;

    public static ProcessKey Key(int pid = 1) => new("node-1", "0123456789abcdef0123456789abcdef", pid, 1000 + pid);

    public static Completeness Complete { get; } = new(100, 0, 1 << 30, 0, new Dictionary<string, int>());

    public static Completeness Partial(double coverage) =>
        new(90, 10, (long)(coverage * 1_000_000), (long)((1 - coverage) * 1_000_000), new Dictionary<string, int> { ["allocating"] = 10 });

    public static TypeRow Row(string name, long count, long bytes, string assembly = "Shop") =>
        new(name, assembly, new GenerationValues(0, 0, count, 0, 0, 0), new GenerationValues(0, 0, bytes, 0, 0, 0));

    public static Histogram Of(params IReadOnlyList<TypeRow> rows) => new(1, true, 1000, Complete, default, rows);

    public static ProcessDescription Description(string service = "shop", string version = "1.0", long started = Start) =>
        new(service, version, "10.0.0", "Shop", "dotnet Shop.dll", started, new Dictionary<string, string> { ["k8s.pod.name"] = "shop-1" });

    public static Data Message(
        long sequence, ProcessMessage message, long minutes = 0, int pid = 1, long epoch = 1, long dropped = 0) =>
        new(Key(pid), epoch, sequence, dropped, Start + minutes * Minute, message);
}
