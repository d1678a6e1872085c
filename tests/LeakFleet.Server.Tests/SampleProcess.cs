using LeakFleet.Fleet;
using LeakFleet.Protocol;

namespace LeakFleet.Server.Tests;

/// <summary>Messages of one made-up process, numbered as an agent numbers them.</summary>
internal sealed class SampleProcess(int pid, string service = "checkout", string version = "1.4.0", string node = "node-1")
{
    public const long Epoch = 1;

    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private long _sequence;

    public ProcessKey Key { get; } = new(node, new string('a', 32), pid, 1000 + pid);

    public string Type { get; init; } = "Acme.Order";

    public Dictionary<string, string> Labels { get; init; } = [];

    /// <summary>How long it has been watched; it started half an hour before.</summary>
    public int Minutes { get; init; } = 150;

    /// <summary>With a limit, resident memory grows as the heap does.</summary>
    public long LimitBytes { get; init; } = -1;

    /// <summary>Threads that are started and do not end.</summary>
    public int ThreadsPerMinute { get; init; }

    /// <summary>Another type that grows by a tenth as much as <see cref="Type"/>, among many that do not, or all that there is would grow; none when it is empty.</summary>
    public string Beside { get; init; } = "";

    private long Started => _now.AddMinutes(-Minutes - 30).ToUnixTimeMilliseconds();

    public Data Description() => Next(0, new ProcessDescription(
        service, version, "10.0.12", "Acme.Checkout", "dotnet Acme.Checkout.dll", Started, Labels));

    public Data Memory(int minute, long grown = 0) => Next(minute, new ProcessMemory(
        90_000_000 + grown, 20_000_000, 60_000_000 + grown, 24 + (minute * ThreadsPerMinute), 180, LimitBytes, LimitBytes > 0 ? 110_000_000 + grown : -1));

    public Data Histogram(int minute, long bytes) => Next(minute, new Histogram(
        minute, true, 1000, new Completeness(10, 0, 50_000_000, 0, new Dictionary<string, int>()), default,
        [
            new TypeRow("System.String", "System.Private.CoreLib", new GenerationValues(0, 0, 40_000, 0, 0, 0), new GenerationValues(0, 0, 20_000_000, 0, 0, 0)),
            Row(Type, bytes),
            .. Beside.Length > 0 ? Enumerable.Range(1, 50).Select(i => Row($"Acme.Around{i}", (100_000 * i) + (64 * (minute * i % 7)))).Prepend(Row(Beside, bytes / 10)) : [],
        ]));

    public Data Collection(int minute) => Next(minute, new Collections(
    [
        new Collection(minute + 1, 2, 0, 1, At(minute), 1500, new GenerationValues(0, 0, 30_000_000, 0, 0, 0), 1_000_000, 50_000, 0, 3),
    ]));

    /// <param name="signatures">The ways in which the objects are held; one static field without them.</param>
    public Data Retention(params FoundSignature[] signatures) => Next(Minutes, new RetentionFound(
        Type, 10_000, 640_000, 64, 4, signatures.Length > 0 ? signatures : [new FoundSignature($"static Acme.Cache.Orders → {Type}", $"static Acme.Cache.Orders → {Type}", "The static field Acme.Cache.Orders holds them.", 60, true)],
        ["static Acme.Cache.Orders", Type], "System.Collections.Generic.List<Acme.Order>, in static Acme.Cache.Orders", 10_000, 10_100, 10_000, 900, ["what no path was found for may wait for a collection"], ""));

    /// <summary>A histogram each minute, growing by the given bytes.</summary>
    public IEnumerable<Data> Life(long bytesPerMinute)
    {
        yield return Description();
        for (var minute = 0; minute < Minutes; minute++)
        {
            yield return Collection(minute);
            yield return Histogram(minute, 5_000_000 + (minute * bytesPerMinute));
            yield return Memory(minute, LimitBytes > 0 ? minute * bytesPerMinute : 0);
        }
    }

    public async Task Live(InProcessFleet fleet, long bytesPerMinute)
    {
        foreach (var data in Life(bytesPerMinute)) await fleet.Ingest(data);
    }

    private static TypeRow Row(string type, long bytes) => new(type, "Acme", new GenerationValues(0, 0, bytes / 64, 0, 0, 0), new GenerationValues(0, 0, bytes, 0, 0, 0));

    private Data Next(int minute, ProcessMessage message) => new(Key, Epoch, ++_sequence, 0, At(minute), message);

    private long At(int minute) => Started + (minute * 60_000L);
}
