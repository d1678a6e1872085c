using System.Diagnostics;
using System.Runtime.InteropServices;
using LeakyApp.Reports;

namespace LeakyApp;

/// <summary>One run of one scenario: from READY until a signal, the time limit or the end of standard input.</summary>
internal static class TargetHost
{
    public static void Run(TargetOptions options)
    {
        using var stopping = new CancellationTokenSource();
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

        var clock = Stopwatch.StartNew();
        var scenario = options.Scenario.Create(options);
        var memory = options.Report ? new MemoryReporter(clock) : null;
        var stalls = options.ReportStalls ? new StallRecorder() : null;
        new CommandInput(options, stalls, stopping).Start();

        Console.WriteLine($"READY pid={Environment.ProcessId} scenario={options.Scenario.Name}");
        stalls?.Start(stopping.Token);
        new RequestLoop(options, scenario, memory).Run(clock, stopping.Token);

        // A scenario that blocks the finalizer thread must let go of it: the runtime waits for that thread before it exits.
        (scenario as IDisposable)?.Dispose();
        if (stalls is not null)
            Console.WriteLine(stalls.TakeLine());

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopping.Cancel();
        }
    }
}
