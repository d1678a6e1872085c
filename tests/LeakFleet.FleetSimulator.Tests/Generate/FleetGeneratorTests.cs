using System.Buffers;
using System.Security.Cryptography;
using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Generate;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Tests;

public sealed class FleetGeneratorTests
{
    [Fact]
    public void TheSameSeedMakesTheSameMessages()
    {
        var (first, second) = (FleetGenerator.Make(5), FleetGenerator.Make(5));

        Assert.Equal(first.Services.Select(s => s.Name), second.Services.Select(s => s.Name));
        // The beginnings of all services; a whole fleet is a gigabyte.
        foreach (var (one, other) in first.Services.Zip(second.Services)) Assert.Equal(Hash(one.Messages.Take(2_000)), Hash(other.Messages.Take(2_000)));
    }

    [Fact]
    public void AServiceIsTheSameEachTimeItIsEnumerated()
    {
        var service = Made.Small(_ => { });

        Assert.Equal(Hash(service.Messages), Hash(service.Messages));
    }

    [Fact]
    public void AnotherSeedMakesAnotherFleet() =>
        Assert.NotEqual(Hash(FleetGenerator.Make(5).Services[0].Messages.Take(500)), Hash(FleetGenerator.Make(6).Services[0].Messages.Take(500)));

    [Fact]
    public void ConsecutiveSeedsShowEveryScenario()
    {
        var shown = Enumerable.Range(1, 12).SelectMany(seed => FleetGenerator.Make((ulong)seed).Services).Select(s => s.Scenario).ToHashSet();

        Assert.Equal(ScenarioCatalog.All.Select(s => s.Name).ToHashSet(), shown);
    }

    [Fact]
    public void NoTwoServicesOfAFleetShareAName()
    {
        for (var seed = 1UL; seed <= 40; seed++)
        {
            var names = FleetGenerator.Make(seed).Services.Select(s => s.Name).ToList();
            Assert.Equal(names.Count, names.Distinct().Count());
        }
    }

    [Fact]
    public void EveryMessageIsWithinTheLimitsOfTheWire()
    {
        foreach (var scenario in ScenarioCatalog.All.Select(s => s.Name).Distinct())
        {
            foreach (var data in Made.Service(scenario).Messages.Take(400))
            {
                var frame = new ArrayBufferWriter<byte>();
                FrameCodec.Encode(data, frame);
                Assert.True(FrameCodec.TryDecode(frame.WrittenSpan, out var decoded, out var fault), fault);
                // What had to be trimmed would come back as something else.
                var again = new ArrayBufferWriter<byte>();
                FrameCodec.Encode(decoded, again);
                Assert.True(frame.WrittenSpan.SequenceEqual(again.WrittenSpan));
                if (data.Message is Histogram histogram) Assert.Equal(histogram.Types.Select(t => t.Bytes.Total), ((Histogram)((Data)decoded).Message).Types.Select(t => t.Bytes.Total));
            }
        }
    }

    [Fact]
    public void NothingOfALabelIsInsideAMessage()
    {
        string[] telling = ["leak/", "negative/", "scenario", "regression", "leak"];
        foreach (var scenario in ScenarioCatalog.All.Select(s => s.Name).Distinct())
        {
            var service = Made.Service(scenario);
            foreach (var data in service.Messages.Take(300))
            {
                foreach (var text in Texts(data)) Assert.DoesNotContain(telling, word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    [Fact]
    public void TheRuntimeDoesNotTellWhoLeaks()
    {
        var services = ScenarioCatalog.All.Select(s => s.Name).Distinct().Select((name, i) => (Name: name, Seed: (ulong)i))
            .Concat(Enumerable.Range(100, 3).Select(seed => (Name: "leak/one-runtime", Seed: (ulong)seed)));
        var runtimes = services
            .SelectMany(s => Made.Service(s.Name, s.Seed).Messages.Take(100).Select(m => m.Message).OfType<ProcessDescription>().Select(d => (IsOne: s.Name == "leak/one-runtime", d.Runtime)))
            .Distinct().ToLookup(pair => pair.IsOne, pair => pair.Runtime);
        Assert.InRange(runtimes[false].Count(), 5, 10);
        Assert.Subset(runtimes[false].ToHashSet(), runtimes[true].ToHashSet());
    }

    [Fact]
    public void SequencesHaveNoGapButThoseThatAreTold()
    {
        foreach (var scenario in (string[])["negative/gaps", "negative/restarts", "leak/fast"])
        {
            var last = new Dictionary<ProcessKey, Data>();
            var exited = new HashSet<ProcessKey>();
            foreach (var data in Made.Service(scenario).Messages)
            {
                Assert.DoesNotContain(data.Process, exited);
                if (last.TryGetValue(data.Process, out var before) && before.Epoch == data.Epoch)
                    Assert.Equal(data.Dropped - before.Dropped, data.Sequence - before.Sequence - 1);
                else
                {
                    Assert.Equal(1, data.Sequence);
                    Assert.IsType<ProcessDescription>(data.Message);
                    Assert.True(before is null || before.Epoch < data.Epoch);
                }

                if (data.Message is ProcessExited) exited.Add(data.Process);
                last[data.Process] = data;
            }
        }
    }

    [Fact]
    public void MessagesComeInOrderOfTimeWhereNoClockIsSet()
    {
        var last = 0L;
        foreach (var data in Made.Service("negative/restarts").Messages)
        {
            Assert.InRange(data.UnixMilliseconds, last, long.MaxValue);
            last = data.UnixMilliseconds;
        }
    }

    [Fact]
    public void HistogramsAreLargestFirst()
    {
        foreach (var data in Made.Service("negative/partial-histograms").Messages.Take(3_000))
        {
            if (data.Message is not Histogram histogram) continue;
            var bytes = histogram.Types.Select(t => t.Bytes.Total).ToList();
            Assert.Equal(bytes.OrderByDescending(b => b), bytes);
        }
    }

    private static string Hash(IEnumerable<Data> messages)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var frame = new ArrayBufferWriter<byte>();
        foreach (var data in messages)
        {
            frame.ResetWrittenCount();
            FrameCodec.Encode(data, frame);
            hash.AppendData(frame.WrittenSpan);
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private static IEnumerable<string> Texts(Data data) => data.Message switch
    {
        ProcessDescription d => [data.Process.ToString(), d.Service, d.Version, d.Runtime, d.EntryAssembly, d.CommandLine, .. d.Labels.Keys, .. d.Labels.Values],
        Histogram h => h.Types.SelectMany(t => (string[])[t.Name, t.Assembly]),
        _ => [data.Process.ToString()],
    };
}
