using LeakFleet.Protocol;

namespace LeakFleet.Agent.Shipping;

/// <summary>The processes an outbox knows something of, each with what earlier runs of the agent left about it. Not thread-safe.</summary>
internal sealed class OutboxProcesses
{
    private readonly Dictionary<ProcessKey, OutboxProcess> _newest = [];

    public int Count => _newest.Count;

    public IEnumerable<OutboxProcess> All
    {
        get
        {
            foreach (var newest in _newest.Values)
            {
                for (var process = newest; process is not null; process = process.Earlier) yield return process;
            }
        }
    }

    public OutboxProcess? Newest(ProcessKey key) => _newest.GetValueOrDefault(key);

    public OutboxProcess? Find(ProcessKey key, long epoch)
    {
        var process = Newest(key);
        while (process is not null && process.Epoch != epoch) process = process.Earlier;
        return process;
    }

    /// <summary>Of an epoch that is no earlier than the newest there is.</summary>
    public OutboxProcess EntryOf(ProcessKey key, long epoch)
    {
        var newest = Newest(key);
        return newest?.Epoch == epoch ? newest : _newest[key] = new OutboxProcess(key, epoch, newest);
    }

    public void Remove(OutboxProcess process)
    {
        if (process.Earlier is { } earlier) earlier.Later = process.Later;
        if (process.Later is { } later) later.Earlier = process.Earlier;
        else if (process.Earlier is { } left) _newest[process.Key] = left;
        else _newest.Remove(process.Key);
    }
}
