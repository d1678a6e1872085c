namespace LeakFleet.Detection.Tests;

public sealed class ProcessTrendTests
{
    private const long Start = 1_700_000_000_000;
    private const long Minute = 60_000;
    private const int Types = 200;

    private static readonly DetectionOptions Options = new();
    private static readonly string[] Names = [.. Enumerable.Range(0, Types).Select(i => $"Shop.Feature{i}.Entity")];

    [Fact]
    public void ASteadyProcessIsFollowedAndJudgedWithoutAllocating()
    {
        var (trend, judge) = (new ProcessTrend(256, Options), new ProcessJudge(Options));
        Run(trend, judge, 0, 600, Row);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(trend, judge, 600, 1200, Row);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.DoesNotContain(trend.Types, type => type.IsLeaking);
    }

    [Fact]
    public void ALeakAmongTwoHundredTypesIsTold()
    {
        var (trend, judge) = (new ProcessTrend(256, Options), new ProcessJudge(Options));
        Run(trend, judge, 0, 240, (i, minute) => i == 7 ? 1_000_000 + minute * 100_000 : Row(i, minute));
        Assert.Equal("Shop.Feature7.Entity", Assert.Single(trend.Types, type => type.IsLeaking).Name);
        Assert.Equal("Shop.Feature7.Entity", TrendProfiles.Of(trend, "managed-type", Start, 16, Options)[0].Type);
    }

    [Fact]
    public void TheOrderOfRowsDoesNotMatter()
    {
        var ordered = new ProcessTrend(256, Options);
        var shuffled = new ProcessTrend(256, Options);
        var random = new Random(5);
        for (var minute = 0L; minute < 100; minute++)
        {
            Take(ordered, minute, Enumerable.Range(0, Types), Row);
            Take(shuffled, minute, Enumerable.Range(0, Types).OrderBy(_ => random.Next()), Row);
        }

        foreach (var type in ordered.Types)
            Assert.Equal(type.Samples(), shuffled.Types.Single(t => t.Name == type.Name).Samples());
    }

    [Fact]
    public void NamesTakeNoMoreThanTheirRoom()
    {
        var trend = new ProcessTrend(256, Options);
        for (var minute = 0L; minute < 20; minute++)
        {
            trend.Begin(Start + minute * Minute);
            for (var i = 0; i < 300; i++) trend.Add($"{i}{new string('x', 1000)}", "Shop", 1000 + minute * 1000 + i, 1);
            trend.End(true);
        }

        Assert.InRange(trend.Count, 1, ProcessTrend.NameCharsMax / 1000);
        Assert.True(trend.NamesRefused > 0);
    }

    [Fact]
    public void ProfilesAreTheSuspiciousFewWithTheNumberLookedAt()
    {
        var (trend, judge) = (new ProcessTrend(256, Options), new ProcessJudge(Options));
        Run(trend, judge, 0, 240, (i, minute) => i < 40 ? 1_000_000 + minute * 20_000 * (i + 1) : Row(i, minute));
        var profiles = TrendProfiles.Of(trend, "managed-type", Start, 16, Options);
        Assert.Equal(16, profiles.Count);
        Assert.All(profiles, profile =>
        {
            Assert.InRange(profile.TypesTested, 30, Types);
            Assert.Equal(trend.Axis.Count - 1, profile.Floors.Length);
            Assert.Equal((trend.Axis.FromUnixMilliseconds, trend.Axis.WidthMilliseconds), (profile.FromUnixMilliseconds, profile.WidthMilliseconds));
        });
    }

    private static long Row(int i, long minute) => 10_000_000 / (i + 1) + (i % 5 == 0 ? minute * 7919 * (i + 3) % 40_000 : 0);

    private static void Run(ProcessTrend trend, ProcessJudge judge, long from, long to, Func<int, long, long> row)
    {
        for (var minute = from; minute < to; minute++)
        {
            if (trend.ClosesBucket(Start + minute * Minute)) judge.Judge(trend, isTotals: false, Start);
            trend.Begin(Start + minute * Minute);
            for (var i = 0; i < Types; i++) trend.Add(Names[i], "Shop", row(i, minute), 10);
            trend.End(true);
        }
    }

    private static void Take(ProcessTrend trend, long minute, IEnumerable<int> order, Func<int, long, long> row)
    {
        trend.Begin(Start + minute * Minute);
        foreach (var i in order) trend.Add(Names[i], "Shop", row(i, minute), 10);
        trend.End(true);
    }
}
