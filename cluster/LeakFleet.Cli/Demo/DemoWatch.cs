using System.Diagnostics;
using LeakFleet.Server.Api;

namespace LeakFleet.Cli.Demo;

/// <summary>What the demo has seen so far: the newest look, and when each leak was first named.</summary>
internal sealed class DemoWatch(Stopwatch clock)
{
    private readonly Dictionary<int, double> _namedAfterSeconds = [];
    private IReadOnlyList<ProcessResponse> _newest = [];

    public TimeSpan Elapsed => clock.Elapsed;

    public void Note(ProcessesResponse fleet)
    {
        _newest = fleet.Processes;
        foreach (var process in fleet.Processes)
            if (process.Verdict == "leak") _namedAfterSeconds.TryAdd(process.Pid, Math.Round(Elapsed.TotalSeconds, 1));
    }

    public DemoResult Result(IEnumerable<TargetProcess> targets) => new(
        Math.Round(Elapsed.TotalSeconds, 1),
        [.. targets.Select(target => Result(target, _newest.FirstOrDefault(process => process.Pid == target.Pid)))]);

    private DemoTargetResult Result(TargetProcess target, ProcessResponse? seen) => new(
        target.Pid,
        target.Target.Scenario,
        target.Target.Service,
        target.Target.Version,
        seen?.Verdict ?? "unseen",
        seen?.Finding?.Type,
        seen?.Finding?.BytesPerHour is { } rate ? Math.Round(rate) : null,
        _namedAfterSeconds.TryGetValue(target.Pid, out var seconds) ? seconds : null);
}
