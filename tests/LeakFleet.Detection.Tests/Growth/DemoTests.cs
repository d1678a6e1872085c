using static LeakFleet.Detection.Tests.Notation;
using static LeakFleet.Detection.Tests.Traces;

namespace LeakFleet.Detection.Tests;

/// <summary>A sample every 2.5 s for 90 s, judged after each: every look must be right, not only the last.</summary>
public sealed class DemoTests
{
    private const int Samples = 36;
    private const int Seeds = 60;

    [Fact]
    public void AStaticListThatGrowsIsALeakFromTheTwentiethSampleOn()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var looks = Looks(Of(Samples, Fast, s => 5 * MiB + 0.4 * MiB * s + 0.3 * MiB * Normal(random)), FastOptions);
            Assert.All(looks[19..], verdict => Assert.Equal(Verdict.Leak, verdict));
        }
    }

    [Fact]
    public void ALeakOutOfAWarmUpIsFound()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var looks = Looks(Of(Samples, Fast, s => 20 * MiB * (1 - Math.Exp(-s / 4)) + 0.4 * MiB * s + 0.3 * MiB * Normal(random)), FastOptions);
            Assert.Equal(Verdict.Leak, Held(looks, FastOptions)[^1]);
        }
    }

    [Theory]
    [InlineData(5), InlineData(10), InlineData(15), InlineData(20), InlineData(25), InlineData(30)]
    public void ACacheThatFillsEvenlyAndStaysIsNeverALeak(double seconds)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var noise = seed % 4 * 0.1 * MiB;
            var looks = Looks(Of(Samples, Fast, s => 5 * MiB + 40 * MiB * Math.Min(1, s / seconds) + noise * Normal(random)), FastOptions);
            Assert.DoesNotContain(Verdict.Leak, looks);
        }
    }

    [Theory]
    [InlineData(2), InlineData(5), InlineData(8), InlineData(12)]
    public void ACacheThatFillsEverMoreSlowlyIsNeverALeak(double secondsToFill63Percent)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            var noise = seed % 4 * 0.1 * MiB;
            var looks = Looks(
                Of(Samples, Fast, s => 5 * MiB + 40 * MiB * (1 - Math.Exp(-s / secondsToFill63Percent)) + noise * Normal(random)), FastOptions);
            Assert.DoesNotContain(Verdict.Leak, looks);
        }
    }

    [Theory]
    [InlineData(6), InlineData(10), InlineData(14)]
    public void ALoadWaveIsNeverALeakAtAnyPhase(double periodSeconds)
    {
        for (var phase = 0; phase < 50; phase++)
        {
            var random = new Random(phase);
            var noise = phase % 2 * 0.5 * MiB;
            var looks = Looks(
                Of(60, Fast, s => 30 * MiB + 20 * MiB * Math.Sin(2 * Math.PI * (s / periodSeconds + phase / 50.0)) + noise * Normal(random)),
                FastOptions);
            Assert.DoesNotContain(Verdict.Leak, looks);
        }
    }

    [Fact]
    public void NoiseOfCollectionsOnASteadyHeapIsNotShownAsALeak()
    {
        var shown = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var looks = Looks(Of(Samples, Fast, s => 50 * MiB + 2 * MiB * Normal(random)), FastOptions);
            if (Held(looks, FastOptions).Contains(Verdict.Leak)) shown++;
        }

        Assert.Equal(0, shown);
    }
}
