using System.Collections.Concurrent;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Silo.Contracts;

namespace LeakFleet.Silo.Hosting;

/// <summary>
/// Rows of the processes on this silo on their way to the index: the newest of each, one call for a part and interval. So it holds at most a row for each process
/// of the silo, however slow the index is.
/// </summary>
internal sealed class IndexUpdates(IGrainFactory grains, SiloOptions options, TimeProvider time) : Periodic(options.PublishInterval, time)
{
    /// <summary>Rows in one call: 500 of about a kilobyte.</summary>
    private const int RowsMax = 500;

    private readonly ConcurrentDictionary<(string Service, ProcessKey Process), ProcessSummary?> _changed = new();

    /// <summary>The part of the index that holds a service.</summary>
    public IFleetIndexGrain PartOf(string service) => grains.GetGrain<IFleetIndexGrain>(Number(service));

    /// <summary>The parts that hold these services; all when that is null.</summary>
    public IEnumerable<(int Number, IFleetIndexGrain Part)> Parts(IReadOnlyList<string>? services) =>
        (services is null ? Enumerable.Range(0, options.IndexParts) : services.Select(Number).Distinct()).Select(number => (number, grains.GetGrain<IFleetIndexGrain>(number)));

    public void Update(ProcessSummary row) => _changed[(row.Service, row.Key)] = row;

    public void Remove(string service, ProcessKey process) => _changed[(service, process)] = null;

    protected override async Task Tick()
    {
        var parts = _changed.Keys.GroupBy(key => Number(key.Service));
        await Task.WhenAll(parts.SelectMany(part => part.Chunk(RowsMax).Select(keys => Publish(part.Key, keys))));
    }

    private async Task Publish(int part, (string Service, ProcessKey Process)[] keys)
    {
        var rows = new List<ProcessSummary>(keys.Length);
        var removed = new List<string>();
        foreach (var key in keys)
        {
            if (!_changed.TryRemove(key, out var row)) continue;
            if (row is null) removed.Add(key.Process.ToString());
            else rows.Add(row);
        }

        try
        {
            await grains.GetGrain<IFleetIndexGrain>(part).UpdateProcesses([.. rows], [.. removed]);
        }
        catch (Exception exception) when (Passing.Is(exception))
        {
            SiloMetrics.IndexUpdatesFailed.Add(1);
            // What is newer by now stays.
            foreach (var row in rows) _changed.TryAdd((row.Service, row.Key), row);
        }
    }

    /// <summary>FNV-1a: the same on every silo and in every version, which the runtime's own hashes are not.</summary>
    private int Number(string service)
    {
        var hash = 2_166_136_261u;
        foreach (var c in service) hash = (hash ^ c) * 16_777_619u;
        return (int)(hash % (uint)options.IndexParts);
    }
}
