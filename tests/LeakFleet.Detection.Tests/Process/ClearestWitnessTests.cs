namespace LeakFleet.Detection.Tests;

/// <summary>Entries of the application, each with a string a hundred times its size, in a heap full of strings that come and go.</summary>
public sealed class ClearestWitnessTests
{
    private const string Entry = "Shop.Entry";
    private const string Strings = "System.String";
    private const double EntryBytes = 4_000;

    /// <summary>An entry is small beside the string it holds; instances come with instances.</summary>
    private const double StringsPerEntry = 100;

    private static readonly string[] Names = [Entry, Strings, .. Enumerable.Range(0, 40).Select(i => $"Shop.Type{i}")];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void StringsOfACacheThatFillsAreNoLeakThoughTheirNoiseHidesItsBend(int seed) =>
        Assert.Null(new SimulatedProcess(Names).Run(36, Heap(seed, hour => 350 * (1 - Math.Exp(-hour / 12)))));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void StringsOfALeakAreFoundAlthoughWhatHoldsThemIsSmall(int seed) =>
        Assert.InRange(new SimulatedProcess(Names).Run(36, Heap(seed, hour => 12 * hour)) ?? double.PositiveInfinity, 0, 30);

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 6)];

    private static Func<string, double, double> Heap(int seed, Func<double, double> entries)
    {
        var random = new Random(seed);
        var noise = Traces.Noise(random, 0.9);
        return (type, hour) => type switch
        {
            Entry => EntryBytes * entries(hour),
            Strings => 60e6 * (1 + 0.01 * noise()) + StringsPerEntry * EntryBytes * entries(hour),
            _ => 1e6 + 100 * Math.Sin(40 * hour),
        };
    }
}
