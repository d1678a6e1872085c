using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Generate;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Tests;

public sealed class CorpusFolderTests : IDisposable
{
    private const string Label = """{"service":"shop","scenario":"negative/mine","leaks":[]}""";
    private const string Header = "process,service,version,start,time,after-gen2,type,count,bytes,completeness";

    private readonly string _folder = Directory.CreateTempSubdirectory("corpus-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Csv", false)]
    [InlineData("Csv", true)]
    [InlineData("Jsonl", false)]
    public void AFleetComesBackFromItsFiles(string format, bool pack)
    {
        var service = Made.Small(recipe => recipe.Leaks.Add(new LeakRecipe { SharePerHour = 0.05 }));
        CorpusWriter.Write(new LabelledFleet("one", [service]), _folder, Enum.Parse<CorpusFormat>(format), pack);

        var read = Assert.Single(Read().Services);

        Assert.Equal((service.Name, service.Scenario, service.FromUnixMilliseconds, service.ToUnixMilliseconds), (read.Name, read.Scenario, read.FromUnixMilliseconds, read.ToUnixMilliseconds));
        var (wrote, came) = (Assert.Single(service.Leaks), Assert.Single(read.Leaks));
        Assert.Equal(wrote.Types, came.Types);
        Assert.Equal(wrote.Processes, came.Processes);
        Assert.Equal(
            (wrote.Kind, wrote.FirstVersion, wrote.StartsUnixMilliseconds, wrote.HeapSharePerHour, wrote.LimitSharePerDay, wrote.LimitReachedUnixMilliseconds),
            (came.Kind, came.FirstVersion, came.StartsUnixMilliseconds, came.HeapSharePerHour, came.LimitSharePerDay, came.LimitReachedUnixMilliseconds));
        Assert.Equal(wrote.LimitsReachedUnixMilliseconds, came.LimitsReachedUnixMilliseconds);
        Assert.Equal(Types(service), Types(read));
        Assert.Equal(Memory(service), Memory(read));
        Assert.Equal(Descriptions(service), Descriptions(read));
        Assert.Equal(service.Messages.Where(d => d.Message is ProcessExited).Select(d => d.Process), read.Messages.Where(d => d.Message is ProcessExited).Select(d => d.Process));
        Assert.Equal(Sequences(read), Sequences(read));
        // Nothing but the file of labels knows what leaks.
        foreach (var file in Directory.GetFiles(_folder).Where(f => !f.EndsWith(".gz", StringComparison.Ordinal) && Path.GetFileName(f) != CorpusFolder.LabelsFile))
            Assert.DoesNotContain(service.Scenario, File.ReadAllText(file));
    }

    [Fact]
    public void RowsOfAnyHandAreRead()
    {
        Write("labels.jsonl", """{"service":"shop","scenario":"leak/mine","leaks":[{"kind":"managed-type","types":["Shop.Order"],"processes":["web 1"],"starts":1700000000000}]}""");
        Write(
            "rows.csv",
            Header,
            "web 1,shop,1.0,2026-01-05T00:00:00Z,2026-01-05T01:00:00Z,true,\"System.Collections.Generic.Dictionary<System.String, Shop.Order>\",3,240,0.5",
            "web 1,,,,2026-01-05T01:00:00Z,true,Shop.Order,10.0,4800,0.5",
            "web 1,,,,2026-01-05T01:10:00Z,0,$threads,25,,",
            "web 1,,,,2026-01-05T01:10:00Z,0,$limit,,1000000,");

        var service = Assert.Single(Read().Services);

        var histogram = Assert.Single(service.Messages.Select(d => d.Message).OfType<Histogram>());
        Assert.True(histogram.AfterGen2);
        Assert.Equal(0.5, histogram.Completeness.Coverage, 3);
        Assert.Equal([("Shop.Order", 10, 4800), ("System.Collections.Generic.Dictionary<System.String, Shop.Order>", 3, 240)],
            histogram.Types.Select(t => (t.Name, t.Counts.Survivors, t.Bytes.Survivors)));
        var memory = Assert.Single(service.Messages.Select(d => d.Message).OfType<ProcessMemory>());
        Assert.Equal((25, 1_000_000, -1), (memory.Threads, memory.ContainerLimitBytes, memory.RssAnonymousBytes));
        Assert.Contains(service.Messages.First().Process, service.Leaks[0].Processes);
        Assert.All(service.Messages, d => Assert.True(d.Process.IsValid));
    }

    [Fact]
    public void SeveralFleetsBelowAFolderBecomeOne()
    {
        foreach (var seed in (ulong[])[1, 2])
            CorpusWriter.Write(new LabelledFleet("f", [Made.Small(recipe => recipe.Hours = 1, seed)]), Path.Combine(_folder, $"seed-{seed}"), CorpusFormat.Jsonl, false);

        Assert.Equal(2, Read().Services.Count);
    }

    [Theory]
    [InlineData("p,shop,1,1,1,1,Shop.Order,1,1", "rows.csv:2: fewer fields")]
    [InlineData("p,shop,1,1,1,1,Shop.Order,1,1,1,1", "rows.csv:2: more fields")]
    [InlineData("p,shop,1,1,1,1,Shop.Order,-5,1,1", "rows.csv:2: count")]
    [InlineData("p,shop,1,1,1,1,Shop.Order,NaN,1,1", "rows.csv:2: count")]
    [InlineData("p,shop,1,1,1,1,Shop.Order,1,9e99,1", "rows.csv:2: bytes")]
    [InlineData("p,shop,1,1,yesterday,1,Shop.Order,1,1,1", "rows.csv:2: time")]
    [InlineData("p,shop,1,1,1,maybe,Shop.Order,1,1,1", "rows.csv:2: after-gen2")]
    [InlineData("p,shop,1,1,1,1,Shop.Order,1,1,1.5", "rows.csv:2: completeness")]
    [InlineData("p,shop,1,1,1,1,\"Shop.Order,1,1,1", "rows.csv:2: a quote")]
    [InlineData("p,shop,1,1,1,1,$unheard-of,1,1,1", "rows.csv:2: $unheard-of")]
    [InlineData(",shop,1,1,1,1,Shop.Order,1,1,1", "rows.csv:2: a row without a process")]
    [InlineData("p,,1,1,1,1,Shop.Order,1,1,1", "names no service")]
    [InlineData("p,other,1,1,1,1,Shop.Order,1,1,1", "no rows of service shop")]
    public void AFaultNamesFileAndLine(string row, string expected)
    {
        Write("labels.jsonl", Label);
        Write("rows.csv", Header, row);

        Assert.Null(CorpusFolder.Read(_folder, out var fault));
        Assert.Contains(expected, fault);
    }

    [Theory]
    [InlineData("""{"scenario":"x"}""", "labels.jsonl:1: a service without a name")]
    [InlineData("not json", "labels.jsonl:1:")]
    [InlineData("""{"service":"shop","leaks":[{"kind":"native","processes":["p"]}]}""", "labels.jsonl:1: starts")]
    [InlineData("""{"service":"shop","leaks":[{"kind":"native","processes":["q"],"starts":1}]}""", "a process without rows")]
    [InlineData("""{"service":"shop","leaks":[{"kind":"native","processes":[],"starts":1}]}""", "a leak without processes")]
    [InlineData("""{"service":"shop","leaks":[null]}""", "a leak is null")]
    [InlineData("""{"service":"shop","from":5,"to":1}""", "no window")]
    public void AFaultyLabelIsRefused(string label, string expected)
    {
        Write("labels.jsonl", label);
        Write("rows.csv", Header, "p,shop,1,1,1,1,Shop.Order,1,1,1");

        Assert.Null(CorpusFolder.Read(_folder, out var fault));
        Assert.Contains(expected, fault);
    }

    [Theory]
    [InlineData("[1,2]", "rows.jsonl:1: not a JSON object")]
    [InlineData("""{"process":"p","service":"shop","time":1,"type":"A","count":[1]}""", "rows.jsonl:1: a field is an object or an array")]
    [InlineData("""{"process":"p","service":"shop","time":1,"type":"A"} {}""", "rows.jsonl:1:")]
    [InlineData("""{"process":"p","service":"shop","time":1,"type":"A","count":true}""", "rows.jsonl:1: count")]
    public void AFaultyJsonLineIsRefused(string row, string expected)
    {
        Write("labels.jsonl", Label);
        Write("rows.jsonl", row);

        Assert.Null(CorpusFolder.Read(_folder, out var fault));
        Assert.Contains(expected, fault);
    }

    [Fact]
    public void ALineWithoutEndIsRefusedAndNotHeld()
    {
        Write("labels.jsonl", Label);
        Write("rows.csv", Header, new string('x', 8 * CorpusLimits.LineBytesMax));

        Assert.Null(CorpusFolder.Read(_folder, out var fault));
        Assert.Contains("rows.csv:2: a line is longer", fault);
    }

    [Fact]
    public void ManyTypesAtOneTimeAreRefused()
    {
        Write("labels.jsonl", Label);
        Write("rows.csv", [Header, .. Enumerable.Range(0, CorpusLimits.TypesMax + 1).Select(i => $"p,shop,1,1,1,1,Type{i},1,1,1")]);

        Assert.Null(CorpusFolder.Read(_folder, out var fault));
        Assert.Contains($"rows.csv:{CorpusLimits.TypesMax + 2}: more than", fault);
    }

    [Fact]
    public void AServiceWithoutALabelIsRefused()
    {
        Write("labels.jsonl", Label);
        Write("rows.csv", Header, "p,shop,1,1,1,1,Shop.Order,1,1,1", "q,cart,1,1,1,1,Shop.Order,1,1,1");

        Assert.Null(CorpusFolder.Read(_folder, out var fault));
        Assert.Contains("no line for service cart", fault);
    }

    [Fact]
    public void AFolderWithoutLabelsIsRefused()
    {
        Assert.Null(CorpusFolder.Read(_folder, out var fault));
        Assert.Contains("labels.jsonl", fault);
        Assert.Null(CorpusFolder.Read(Path.Combine(_folder, "absent"), out fault));
        Assert.NotNull(fault);
    }

    private LabelledFleet Read()
    {
        var fleet = CorpusFolder.Read(_folder, out var fault);
        Assert.True(fleet is not null, fault);
        return fleet;
    }

    private void Write(string file, params string[] lines) => File.WriteAllLines(Path.Combine(_folder, file), lines);

    private static List<(ProcessKey, long, bool, string, long, long)> Types(LabelledService service) =>
        [.. service.Messages.Where(d => d.Message is Histogram).SelectMany(d => ((Histogram)d.Message).Types
            .OrderBy(t => t.Name, StringComparer.Ordinal).ThenBy(t => t.Assembly, StringComparer.Ordinal)
            .Select(t => ((Histogram)d.Message).AfterGen2
                ? (d.Process, d.UnixMilliseconds, true, t.Name, t.Counts.Survivors, t.Bytes.Survivors)
                : (d.Process, d.UnixMilliseconds, false, t.Name, t.Counts.Total, t.Bytes.Total)))];

    private static List<(ProcessKey, long, ProcessMemory)> Memory(LabelledService service) =>
        [.. service.Messages.Where(d => d.Message is ProcessMemory)
            .Select(d => (d.Process, d.UnixMilliseconds, (ProcessMemory)d.Message with { NodeMemoryBytes = -1, NodeAvailableBytes = -1 }))];

    private static List<(ProcessKey, string, string, string, long, string)> Descriptions(LabelledService service) =>
        [.. service.Messages.Where(d => d.Message is ProcessDescription).Select(d => (d.Process, (ProcessDescription)d.Message)).DistinctBy(d => d.Process)
            .Select(d => (d.Process, d.Item2.Service, d.Item2.Version, d.Item2.Runtime, d.Item2.StartedUnixMilliseconds, string.Join(';', d.Item2.Labels.OrderBy(l => l.Key))))];

    private static List<(ProcessKey, long)> Sequences(LabelledService service) => [.. service.Messages.Select(d => (d.Process, d.Sequence))];
}
