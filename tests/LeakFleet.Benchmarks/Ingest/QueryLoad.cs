using System.Diagnostics;
using LeakFleet.Fleet;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>Somebody who asks one question after the other while messages come in, with a pause of as long as a page of the browser refreshes at the soonest.</summary>
internal sealed class QueryLoad(IFleet fleet, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly (QueryTarget Target, (string Name, string Value)[] Parameters)[] Questions =
    [
        (QueryTarget.Findings, []),
        (QueryTarget.Processes, [("service", "service-7")]),
        (QueryTarget.Processes, [("group", "version")]),
        (QueryTarget.Services, []),
    ];

    private readonly List<double> _milliseconds = [];

    public IReadOnlyList<double> Milliseconds => _milliseconds;

    public async Task Run(CancellationToken stopping)
    {
        for (var i = 0; !stopping.IsCancellationRequested || i < 3 * Questions.Length; i++)
        {
            var (target, parameters) = Questions[i % Questions.Length];
            var query = ListQueryReader.Read(parameters.Select(p => new KeyValuePair<string, string>(p.Name, p.Value)), target, time.GetUtcNow(), out _)!;
            var began = Stopwatch.GetTimestamp();
            await Ask(query);
            // The first time compiles the code.
            if (i >= Questions.Length) _milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    private async Task Ask(ListQuery query)
    {
        if (query.Group is not null) await fleet.Groups(query);
        else if (query.Target == QueryTarget.Findings) await fleet.Findings(query);
        else if (query.Target == QueryTarget.Processes) await fleet.Processes(query);
        else await fleet.Services(query);
    }
}
