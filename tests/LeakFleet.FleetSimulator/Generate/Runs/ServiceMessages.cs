using System.Collections;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Generate;

/// <summary>Everything the agents say of a service, in order of time. Made anew at each enumeration, always the same; for any number of threads at once.</summary>
internal sealed class ServiceMessages(ServicePlan service, IReadOnlyList<ProcessPlan> processes) : IEnumerable<Data>
{
    public IReadOnlyList<ProcessPlan> Processes => processes;

    public IEnumerator<Data> GetEnumerator()
    {
        // By true time: a node whose clock was set still speaks in the order in which things happen.
        var queue = new PriorityQueue<IEnumerator<TimedMessage>, (long, int)>();
        var next = 0;
        while (next < processes.Count || queue.Count > 0)
        {
            while (next < processes.Count
                && (!queue.TryPeek(out _, out var earliest) || Math.Max(processes[next].StartUnixMilliseconds, service.FromUnixMilliseconds) <= earliest.Item1))
            {
                var run = new ProcessRun(service, processes[next]).Messages().GetEnumerator();
                if (run.MoveNext()) queue.Enqueue(run, (run.Current.UnixMilliseconds, next));
                next++;
            }

            if (!queue.TryDequeue(out var current, out var order)) continue;
            yield return current.Current.Data;
            if (current.MoveNext()) queue.Enqueue(current, (current.Current.UnixMilliseconds, order.Item2));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
