using LeakFleet.Detection;

namespace LeakFleet.Fleet.Tests.Services;

public sealed class VersionHistoryTests
{
    private const long Minute = 60_000;

    private static readonly ProfileKey Order = new(FindingKind.ManagedType, "Shop.Order", "Shop");

    private readonly VersionHistory _history = new();

    [Fact]
    public void AVersionIsRememberedByHowFastItsLongestWatchedProcessRose()
    {
        _history.Note(Report(pid: 1, hours: 4, bytesPerHour: 2e6));
        _history.Note(Report(pid: 2, hours: 2, bytesPerHour: 9e6));
        Assert.Equal(2e6, Assert.Single(_history.Versions).Slopes[Order], 1e4);
        _history.Note(Report(pid: 1, hours: 6, bytesPerHour: 1e6));
        Assert.Equal(1e6, Assert.Single(_history.Versions).Slopes[Order], 1e4);
        Assert.Equal(6 * 60 * Minute, Assert.Single(_history.Versions).WatchedMilliseconds);
    }

    [Fact]
    public void WhatTheLongestWatchedProcessDoesNotFindSuspiciousIsForgotten()
    {
        _history.Note(Report(pid: 1, hours: 4, bytesPerHour: 2e6));
        _history.Note(Report(pid: 1, hours: 5, bytesPerHour: 0) with { Profiles = [] });
        Assert.Empty(Assert.Single(_history.Versions).Slopes);
    }

    [Fact]
    public void ALeakThatGoesOnUnderAnotherNameKeepsWhatVersionsHadOfIt()
    {
        _history.Note(Report(pid: 1, hours: 4, bytesPerHour: 2e6));
        _history.NoteLeak("1.0", "strings", 2, 3);
        _history.Rename("strings", "orders");
        Assert.Equal(("orders", (2, 3)), (Assert.Single(Assert.Single(_history.Versions).Leaks) is var leak ? leak.Key : "", leak.Value));
    }

    private static ProcessReport Report(int pid, int hours, double bytesPerHour)
    {
        var floors = Enumerable.Range(0, 6 * hours).Select(i => (float)(10e6 + bytesPerHour * i / 6)).ToArray();
        return new ProcessReport(Histograms.Key(pid), "shop", "1.0", Verdict.Healthy, false, [], Histograms.Start + hours * 60 * Minute)
        {
            StartedUnixMilliseconds = Histograms.Start,
            FirstSampleUnixMilliseconds = Histograms.Start,
            LastSampleUnixMilliseconds = Histograms.Start + hours * 60 * Minute,
            Profiles = [new GrowthProfile(Order.Kind, Order.Type, Order.Assembly, Histograms.Start, 10 * Minute, floors, 100e6, 200)],
        };
    }
}
