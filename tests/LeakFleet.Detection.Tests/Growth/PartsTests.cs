namespace LeakFleet.Detection.Tests;

public sealed class PartsTests
{
    [Theory]
    [InlineData(2.764, 10, 0.01), InlineData(2.228, 10, 0.025), InlineData(3.385, 30, 0.001), InlineData(0, 7, 0.5), InlineData(-2.228, 10, 0.975)]
    public void TheTailOfStudentsTIsThatOfTheTables(double t, double degrees, double p) =>
        Assert.Equal(p, StudentT.Upper(t, degrees), p * 0.001);

    [Theory]
    [InlineData(10, 2.2281), InlineData(20, 2.0860), InlineData(30, 2.0423)]
    public void ItsQuantileToo(double degrees, double point) => Assert.Equal(point, StudentT.Point975(degrees), 0.004);

    [Fact]
    public void QuantilesAreThoseOfTheSortedValues()
    {
        var random = new Random(1);
        for (var n = 1; n < 100; n++)
        {
            double[] values = [.. Enumerable.Range(0, n).Select(_ => (double)random.Next(n))];
            var sorted = values.Order().ToArray();
            foreach (var share in (double[])[0, 0.2, 0.5, 0.9, 1])
            {
                var position = share * (n - 1);
                var (low, high) = (sorted[(int)position], sorted[Math.Min(n - 1, (int)position + 1)]);
                Assert.Equal(low + (position - (int)position) * (high - low), Quantile.Of([.. values], share), 1e-9);
            }
        }
    }

    [Fact]
    public void AThirdOfWildValuesDoesNotTurnTheSlope()
    {
        var samples = Notation.Read("100+1x39", TimeSpan.FromHours(1));
        for (var i = 0; i < 40; i += 7) samples[i] = samples[i] with { Value = 1e12 };
        Assert.Equal(Notation.MiB, TheilSen.SlopePerHour(samples), Notation.MiB * 0.05);
        Assert.Equal(0, TheilSen.SlopePerHour([]));
        Assert.Equal(0, TheilSen.SlopePerHour([new Sample(1, 1)]));
        Assert.Equal(1, TheilSen.SlopePerHour([.. Enumerable.Range(0, 5000).Select(i => new Sample(i * 3_600_000L, i))]), 1e-9);
    }

    [Fact]
    public void FalseDiscoveryAcceptsUpToTheLastPValueUnderTheLine()
    {
        // The example of Benjamini and Hochberg 1995: fifteen tests, four rejected at 5 %.
        double[] p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1];
        var accepted = new bool[15];
        Assert.Equal(4, FalseDiscovery.Select(p, 0.05, accepted));
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 15).Where(i => accepted[i]));
        Assert.Equal(0, FalseDiscovery.Select([], 0.05, accepted));
        Assert.Equal(1, FalseDiscovery.Select([double.NaN, 1e-9], 0.05, accepted));
        Assert.Equal([false, true], accepted[..2]);
    }

    [Fact]
    public void FalseDiscoveriesStayRareAmongTypesThatMoveTogether()
    {
        var wrong = 0.0;
        var accepted = new bool[200];
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var shared = Traces.Normal(random);
            double[] p = [.. Enumerable.Range(0, 200).Select(i =>
                StudentT.Upper(0.7 * shared + 0.714 * Traces.Normal(random) + (i < 10 ? 6 : 0), 1_000_000))];
            var count = FalseDiscovery.Select(p, 0.05, accepted);
            if (count > 0) wrong += accepted[10..].Count(a => a) / (double)count / 300;
        }

        Assert.InRange(wrong, 0, 0.05);
    }

    [Fact]
    public void ALeakIsShownAndTakenBackAfterThreeLooksInARow()
    {
        var options = new DetectionOptions();
        const Verdict L = Verdict.Leak, H = Verdict.Healthy;
        Assert.Equal([H, H, H, H, H, H, L, L, L, L, L, L, H], Traces.Held([H, L, L, H, L, L, L, H, H, L, H, H, H], options));
        Assert.Equal(L, default(Persistence).Next(L, 1).Shown);
    }

    [Fact]
    public void EveryFaultOfTheOptionsIsReported()
    {
        Assert.Empty(new DetectionOptions().Validate());
        Assert.Empty(DetectionOptions.ForInterval(TimeSpan.FromSeconds(2)).Validate());
        Assert.NotEmpty(DetectionOptions.ForInterval(TimeSpan.Zero).Validate());
        var wrong = new DetectionOptions { SamplesMin = 1, Significance = 0, SpanMin = TimeSpan.Zero, FloorsMax = 64, LooksMin = 0 };
        Assert.Equal(5, wrong.Validate().Count);
    }
}
