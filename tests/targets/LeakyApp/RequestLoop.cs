using System.Diagnostics;
using LeakyApp.Reports;
using LeakyApp.Scenarios;

namespace LeakyApp;

/// <summary>Plays the clients of the service: hands the scenario as many requests as the rate makes due, over a bed of background traffic.</summary>
internal sealed class RequestLoop(TargetOptions options, IScenario scenario, MemoryReporter? memory)
{
    /// <summary>20 steps a second look continuous to a sampler that comes every second or so, and their wake-ups cost nothing.</summary>
    private static readonly TimeSpan StepLength = TimeSpan.FromMilliseconds(50);

    /// <summary>After a longer halt (a suspended machine) the missed requests are lost, as real clients' would be, instead of arriving at once.</summary>
    private static readonly TimeSpan CatchUpMax = TimeSpan.FromSeconds(1);

    private readonly BackgroundTraffic _traffic = new(options.TrafficBytesPerSecond);

    public void Run(Stopwatch clock, CancellationToken stopping)
    {
        var previous = clock.Elapsed;
        var dueBytes = 0.0;
        while (!stopping.WaitHandle.WaitOne(StepLength))
        {
            var now = clock.Elapsed;
            if (now >= options.Duration)
                return;

            var elapsed = now - previous < CatchUpMax ? now - previous : CatchUpMax;
            previous = now;
            dueBytes += options.RateBytesPerSecond * elapsed.TotalSeconds;
            var requests = (int)(dueBytes / scenario.BytesPerRequest);
            dueBytes -= (double)requests * scenario.BytesPerRequest;

            scenario.Step(now, requests);
            _traffic.Step(now, elapsed);
            memory?.PrintIfDue();
        }
    }
}
