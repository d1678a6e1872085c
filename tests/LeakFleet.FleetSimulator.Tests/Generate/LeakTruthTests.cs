using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Generate;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Tests;

/// <summary>What the labels say is in the messages, by plain measures.</summary>
public sealed class LeakTruthTests
{
    private const double Share = 0.02;

    [Theory]
    [InlineData("Constant")]
    [InlineData("LoadProportional")]
    [InlineData("Stepwise")]
    public void ALeakGrowsAsFastAsItsLabelSays(string form)
    {
        var service = Made.Small(recipe => recipe.Leaks.Add(new LeakRecipe { SharePerHour = Share, Form = Enum.Parse<LeakForm>(form), StepHours = 1 }));
        var label = Assert.Single(service.Leaks);

        Assert.InRange(label.HeapSharePerHour, Share * 0.7, Share * 1.1);
        foreach (var process in label.Processes)
        {
            var all = Made.Survivors(service, process, _ => true).Where(s => s.UnixMilliseconds > Made.From + 6 * 3_600_000L).ToList();
            // The whole heap, and so its noise and its load, too.
            var share = Made.SlopePerHour(all) / (all[0].Bytes / (1 + 6 * Share));
            Assert.InRange(share, Share * 0.4, Share * 1.8);
        }
    }

    [Fact]
    public void AServiceWithoutALeakStaysWhereItIs()
    {
        var service = Made.Small(recipe => recipe.Heap.LoadSensitivity = 0.1);
        var process = service.Messages.First().Process;
        var all = Made.Survivors(service, process, _ => true).Where(s => s.UnixMilliseconds > Made.From + 12 * 3_600_000L).ToList();

        Assert.InRange(Made.SlopePerHour(all) / all[0].Bytes, -0.004, 0.004);
    }

    [Theory]
    [InlineData("native")]
    [InlineData("fragmentation")]
    [InlineData("threads")]
    [InlineData("handles")]
    [InlineData("file-descriptors")]
    [InlineData("finalizer-backlog")]
    public void AKindOfLeakGrowsInItsOwnMeasure(string kind)
    {
        var service = Made.Small(recipe => recipe.Leaks.Add(new LeakRecipe { Kind = kind, SharePerHour = 0.1 }));
        var label = Assert.Single(service.Leaks);
        var process = label.Processes.First();
        var values = service.Messages.Where(d => d.Process == process).Select(d => (d.UnixMilliseconds, Measure(kind, d.Message))).Where(v => v.Item2 >= 0).ToList();

        var (early, late) = (values.Skip(values.Count / 5).Take(10).Average(v => v.Item2), values.TakeLast(10).Average(v => v.Item2));
        Assert.True(late > 1.3 * early, $"{early} to {late}");
        Assert.Equal(kind, label.Kind);
        Assert.Empty(label.Types);
    }

    [Theory]
    [InlineData("leak/load-contexts", "System.Runtime.Loader.AssemblyLoadContext")]
    [InlineData("leak/threads", "System.Threading.Thread")]
    public void ObjectsThatGoWithAKindGrowInNumber(string scenario, string type)
    {
        var service = Made.Service(scenario);
        var process = service.Leaks[0].Processes.First();
        var counts = service.Messages.Where(d => d.Process == process).Select(d => d.Message).OfType<Histogram>().Where(h => h.Completeness.Coverage > 0.99)
            .Select(h => h.Types.Single(t => t.Name == type).Counts.Total).ToList();

        Assert.True(counts[^1] > counts[counts.Count / 3], $"{counts[counts.Count / 3]} to {counts[^1]}");
    }

    [Fact]
    public void ALeakingTypeIsAmongTheNamesOfItsLabel()
    {
        for (var seed = 1UL; seed < 12; seed++)
        {
            var service = Made.Small(recipe => recipe.Leaks.Add(new LeakRecipe { SharePerHour = 0.05 }), seed);
            var label = service.Leaks[0];
            var process = label.Processes.First();
            var (first, last) = Ends(service, process);
            var grown = last.Types.Select(t => (t.Name, Gained: t.Bytes.Total - first.Types.FirstOrDefault(f => f.Name == t.Name).Bytes.Total))
                .OrderByDescending(t => t.Gained).Take(3).Select(t => t.Name).ToList();

            Assert.Contains(grown, name => label.Types.Contains(name) || name is "System.String" or "System.Object[]" or "System.Byte[]");
            Assert.All(label.Types.Take(1), name => Assert.True(last.Types.First(t => t.Name == name).Bytes.Total > first.Types.FirstOrDefault(f => f.Name == name).Bytes.Total));
        }
    }

    [Fact]
    public void OnlyVersionsFromTheFirstBadOneLeak()
    {
        for (var seed = 1UL; seed < 6; seed++)
        {
            var service = Made.Service("leak/version-regression", seed);
            var label = Assert.Single(service.Leaks);
            var versions = service.Messages.Where(d => d.Message is ProcessDescription).Select(d => (d.Process, ((ProcessDescription)d.Message).Version, d.UnixMilliseconds)).ToList();
            var ordered = versions.OrderBy(v => v.UnixMilliseconds).Select(v => v.Version).Distinct().ToList();

            Assert.NotEqual("", label.FirstVersion);
            var bad = ordered.IndexOf(label.FirstVersion);
            Assert.True(bad > 0);
            Assert.All(versions, v => Assert.Equal(ordered.IndexOf(v.Version) >= bad, label.Processes.Contains(v.Process)));
        }
    }

    [Fact]
    public void AProcessAtItsLimitIsKilledWhenTheLabelSays()
    {
        var service = Made.Small(recipe =>
        {
            recipe.Replicas = 1;
            recipe.Hours = 48;
            recipe.LimitFactor = 2;
            recipe.Leaks.Add(new LeakRecipe { SharePerHour = 0.15 });
        });
        var label = service.Leaks[0];
        var killed = service.Messages.First(d => d.Message is ProcessExited);
        var before = service.Messages.Where(d => d.Process == killed.Process).Select(d => d.Message).OfType<ProcessMemory>().Last();

        Assert.Equal(label.LimitReachedUnixMilliseconds, killed.UnixMilliseconds);
        Assert.Equal(killed.UnixMilliseconds, label.LimitsReachedUnixMilliseconds[killed.Process]);
        Assert.InRange(before.ContainerUsageBytes, 0.9 * before.ContainerLimitBytes, before.ContainerLimitBytes);
        Assert.True(label.Processes.Count > 1, "it is started again, and leaks again");
    }

    [Fact]
    public void NoServiceWithoutALeakReachesItsLimit()
    {
        foreach (var scenario in ScenarioCatalog.All.Select(s => s.Name).Distinct().Where(name => name.StartsWith("negative/", StringComparison.Ordinal)))
        {
            var most = Made.Service(scenario).Messages.Take(20_000).Select(d => d.Message).OfType<ProcessMemory>().Max(m => (double)m.ContainerUsageBytes / m.ContainerLimitBytes);
            Assert.True(most < 0.99, $"{scenario}: {most}");
        }
    }

    [Fact]
    public void ThePromisedFamiliesAreWhatTheirNamesSay()
    {
        for (var seed = 1UL; seed < 8; seed++)
        {
            var many = Assert.Single(Made.Service("leak/20-replicas-0.5-percent", seed).Leaks);
            Assert.True(many.Processes.Count >= 20);
            Assert.InRange(many.HeapSharePerHour, 0.004, 0.0065);

            var single = Made.Service("leak/single-5-percent", seed);
            Assert.Single(single.Messages.Select(d => d.Process).Distinct());
            Assert.InRange(single.Leaks[0].HeapSharePerHour, 0.04, 0.06);
        }
    }

    [Fact]
    public void EveryLabelOfManySeedsIsSound()
    {
        for (var seed = 1UL; seed <= 30; seed++)
        {
            foreach (var service in FleetGenerator.Make(seed).Services)
            {
                Assert.Equal(service.Scenario.StartsWith("leak/", StringComparison.Ordinal), service.Leaks.Count > 0);
                foreach (var leak in service.Leaks)
                {
                    Assert.NotEmpty(leak.Processes);
                    Assert.InRange(leak.HeapSharePerHour, 0.0002, 0.5);
                    Assert.InRange(leak.StartsUnixMilliseconds, service.FromUnixMilliseconds - 4 * 3_600_000L, service.ToUnixMilliseconds);
                    if (leak.LimitReachedUnixMilliseconds is { } reached) Assert.True(reached > leak.StartsUnixMilliseconds);
                }
            }
        }
    }

    private static (Histogram First, Histogram Last) Ends(LabelledService service, ProcessKey process)
    {
        var all = service.Messages.Where(d => d.Process == process).Select(d => d.Message).OfType<Histogram>().Where(h => h.AfterGen2 && h.Completeness.Coverage > 0.98).ToList();
        return (all[all.Count / 4], all[^1]);
    }

    private static double Measure(string kind, ProcessMessage message) => (kind, message) switch
    {
        ("native", ProcessMemory m) => m.RssAnonymousBytes - m.GcCommittedBytes,
        ("threads", ProcessMemory m) => m.Threads,
        ("file-descriptors", ProcessMemory m) => m.FileDescriptors,
        ("fragmentation", Histogram h) => h.Free.Total,
        ("handles", Collections c) => c.Items[^1].HandleCount,
        ("finalizer-backlog", Collections c) => c.Items[^1].FinalizerBacklogCount,
        _ => -1,
    };
}
