using LeakFleet.Detection;
using LeakFleet.Server.Charts;

namespace LeakFleet.Server.Tests.Charts;

public sealed class ThinningTests
{
    private static readonly Sample[] Samples = [.. Enumerable.Range(0, 1000).Select(i => new Sample(i, i == 500 ? 99 : i == 700 ? -99 : i % 3))];

    [Fact]
    public void PeaksSurvive()
    {
        var kept = Thinning.MinMax(Samples, 60);
        Assert.InRange(kept.Count, 30, 60);
        Assert.Contains(kept, s => s.Value is 99);
        Assert.Contains(kept, s => s.Value is -99);
        Assert.Equal(kept.OrderBy(s => s.UnixMilliseconds), kept);
    }

    [Fact]
    public void EndsSurvive()
    {
        foreach (var kept in (IReadOnlyList<Sample>[])[Thinning.MinMax(Samples, 20), Thinning.Even(Samples, 20)])
            Assert.Equal((Samples[0], Samples[^1]), (kept[0], kept[^1]));
    }

    [Fact]
    public void FewSamplesAreLeftAlone() => Assert.Equal(Samples[..20], Thinning.MinMax(Samples[..20], 20));
}
