using LeakFleet.Agent;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Snapshot;
using LeakFleet.Protocol;

namespace LeakFleet.Cli.Histograms;

/// <summary>One process's heap as the commands see it: every failure is a <see cref="CommandException"/> that names the process.</summary>
internal sealed class HeapSource : IAsyncDisposable
{
    private readonly HeapLooks _looks;
    private readonly ProcessInfo _process;
    private readonly bool _isByEventPipe;

    private HeapSource(HeapLooks looks, ProcessInfo process, bool isByEventPipe)
    {
        _looks = looks;
        _process = process;
        _isByEventPipe = isByEventPipe;
    }

    public static async Task<HeapSource> OpenAsync(int pid, bool isByEventPipe, bool watchCollections, HeapWalkOptions options, CancellationToken cancellation)
    {
        var looks = HeapLooks.Open(pid, new AgentOptions().Node, options) ?? throw new CommandException($"there is no process {pid}");
        if (watchCollections) looks.WatchCollections();
        var description = await looks.DescribeAsync(cancellation);
        return new HeapSource(looks, new ProcessInfo(
            looks.Process.ToString(), pid, description.Service, description.Version, description.Runtime, description.EntryAssembly, description.CommandLine),
            isByEventPipe);
    }

    /// <summary>Waits for the process's own next gen2 collection, so that the next look shows what survived it.</summary>
    public async Task WaitForGen2Async(TimeSpan max, CancellationToken cancellation)
    {
        if (!await _looks.WaitForGen2Async(max, cancellation))
            throw new CommandException($"process {_process.Pid} finished no gen2 collection of its own within {DurationOption.Format(max)}{WhyUnseen()}");
    }

    public async Task<SavedHistogram> LookAsync(CancellationToken cancellation)
    {
        var (histogram, trouble, _) = await TryLookAsync(cancellation);
        return histogram ?? throw new CommandException(trouble);
    }

    /// <summary>For who will look again: a failure is told instead of thrown, and with it whether the next look can only fail too.</summary>
    public async Task<(SavedHistogram? Histogram, string Trouble, bool IsLasting)> TryLookAsync(CancellationToken cancellation)
    {
        var look = _isByEventPipe ? await _looks.SnapshotAsync(cancellation) : await _looks.LookAsync(cancellation);
        return look.Histogram is { } histogram
            ? (Save(look, histogram), "", false)
            : (null, $"process {_process.Pid}: {look.Trouble}{Hint(look)}", look.IsOver);
    }

    public ValueTask DisposeAsync() => _looks.DisposeAsync();

    private SavedHistogram Save(HeapLook look, TypeHistogram histogram)
    {
        var types = Types(histogram, !_isByEventPipe);
        return SavedHistogram.Of(Info(look, histogram, types.Count, _isByEventPipe ? LookInfo.EventPipe : LookInfo.Memory), types);
    }

    private string Hint(HeapLook look) =>
        look.CanSnapshot && !_isByEventPipe ? "; --event-pipe can do without, at the cost of an induced collection and a pause" : "";

    private string WhyUnseen() => _looks.CollectionsTrouble is { } trouble ? $", as far as can be seen ({trouble})" : "";

    private LookInfo Info(HeapLook look, TypeHistogram histogram, int typesTotal, string way)
    {
        var completeness = histogram.Completeness;
        return new LookInfo(
            look.At, way, _process, look.CollectionIndex < 0 ? null : look.CollectionIndex, look.AfterGen2,
            (long)histogram.Elapsed.TotalMicroseconds, completeness.IsComplete, completeness.RegionsRead, completeness.RegionsSkipped,
            completeness.BytesRead, completeness.BytesSkipped, completeness.Skipped, typesTotal,
            histogram.TotalCounts.Total, histogram.TotalBytes.Total, histogram.FreeBytes.Total);
    }

    // One entry for each name and assembly, however many method tables share them: a table means nothing outside the process.
    private static List<TypeEntry> Types(TypeHistogram histogram, bool hasGenerations) => histogram.Types
        .GroupBy(type => (type.Name, type.Assembly))
        .Select(types =>
        {
            var counts = types.Aggregate(default(GenerationValues), (sum, type) => sum + type.Counts);
            var bytes = types.Aggregate(default(GenerationValues), (sum, type) => sum + type.Bytes);
            return new TypeEntry(
                types.Key.Name, types.Key.Assembly, counts.Total, bytes.Total,
                hasGenerations ? Generations.From(counts) : null, hasGenerations ? Generations.From(bytes) : null);
        })
        .OrderByDescending(type => type.Bytes).ThenBy(type => type.Name, StringComparer.Ordinal)
        .ToList();
}
