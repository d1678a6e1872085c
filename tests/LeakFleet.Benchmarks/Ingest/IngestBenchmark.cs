using System.Globalization;
using System.Text.Json;
using LeakFleet.Benchmarks.Detect;
using LeakFleet.Fleet;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>
/// From frames to updated trends: processor time for each type in each histogram, memory of a process, time of questions asked meanwhile, and bytes on the wire.
/// The in-process host; silos are measured by <c>load</c> of the fleet simulator against running ones, and are null here.
/// </summary>
internal static class IngestBenchmark
{
    private const int TypesDefault = 200;
    private const int MinutesDefault = 40;
    private const int ProcessesDefault = 2000;
    private const ulong WireSeeds = 3;

    /// <summary>The first histograms bring all names, and compile the code.</summary>
    private const int WarmUpMinutes = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        var types = Number(args, "--types", TypesDefault);
        var minutes = Number(args, "--minutes", MinutesDefault);
        var wire = WireCost.Of(WireSeeds);
        Line($"on the wire, {wire.TypeSamples} types in histograms of generated fleets: {wire.ChangeBytes:0.00} bytes a type ({wire.PackedBytes:0.00} compressed); whole histograms {wire.WholeBytes:0.0}; the first of a process {wire.FirstBytes:0.0}");
        IngestFigures? largest = null;
        foreach (var processes in Option(args, "--processes")?.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)) ?? [ProcessesDefault])
        {
            var figures = await Measure(processes, types, minutes);
            Line($"in-process host, {processes} processes of {types} types: {figures.TypeSamplesPerSecondPerCore / types:0} snapshots/s and {figures.TypeSamplesPerSecondPerCore:0} type samples/s a core, {1e9 / figures.TypeSamplesPerSecondPerCore:0} ns a type sample");
            Line($"  {figures.BytesPerProcess:0} bytes a process, questions p50 {figures.QueryP50Ms:0.0} ms, p99 {figures.QueryP99Ms:0.0} ms");
            if (largest is null || figures.Processes >= largest.Processes) largest = figures;
        }

        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            inProcess = largest is null ? null : new
            {
                typeSamplesPerSecondPerCore = Math.Round(largest.TypeSamplesPerSecondPerCore),
                bytesPerProcess = Math.Round(largest.BytesPerProcess),
                queryP50Ms = Math.Round(largest.QueryP50Ms, 2),
                queryP99Ms = Math.Round(largest.QueryP99Ms, 2),
            },
            silo1 = (object?)null,
            silo3 = (object?)null,
            wireBytesPerTypeSample = Math.Round(wire.ChangeBytes, 2),
        }));
        return 0;
    }

    private static async Task<IngestFigures> Measure(int processes, int types, int minutes)
    {
        var frames = new LoadFrames(types, minutes);
        var time = new SteppedTime();
        var options = new FleetOptions { ProcessesMax = processes, ServicesMax = Math.Max(5000, processes / 10) };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        await using var fleet = InProcessFleet.Start(new MemoryStateStore(), options, time, NullLogger<InProcessFleet>.Instance);
        Take(fleet, processes, frames.Description);
        for (var minute = 1; minute <= WarmUpMinutes; minute++) Minute(fleet, frames, time, processes, minute);

        using var stopping = new CancellationTokenSource();
        var queries = new QueryLoad(fleet, time);
        var asking = Task.Run(() => queries.Run(stopping.Token));
        var microseconds = 0.0;
        for (var minute = WarmUpMinutes + 1; minute <= minutes; minute++) microseconds += Minute(fleet, frames, time, processes, minute);
        await stopping.CancelAsync();
        await asking;
        var bytes = (double)(GC.GetTotalMemory(forceFullCollection: true) - before) / processes;
        double[] waited = [.. queries.Milliseconds.Order()];
        var samples = (double)processes * types * (minutes - WarmUpMinutes);
        return new IngestFigures(processes, samples / microseconds * 1e6, bytes, waited[waited.Length / 2], waited[waited.Length * 99 / 100]);
    }

    /// <returns>Microseconds of processor time, without those that making the frames took.</returns>
    private static double Minute(InProcessFleet fleet, LoadFrames frames, SteppedTime time, int processes, int minute)
    {
        time.MoveTo(minute);
        return Take(fleet, processes, process => frames.Histogram(process, minute));
    }

    private static double Take(InProcessFleet fleet, int processes, Func<int, AgentFrame> frame)
    {
        var microseconds = 0.0;
        for (var process = 0; process < processes; process++)
        {
            var next = frame(process);
            var began = ThreadTime.Microseconds();
            // The in-process host answers at once, on this thread.
            var answer = fleet.Ingest(next).AsTask().GetAwaiter().GetResult();
            microseconds += ThreadTime.Microseconds() - began;
            if (answer.Outcome != IngestOutcome.Taken) throw new InvalidOperationException($"{answer.Outcome}: {answer.Fault}");
        }

        return microseconds;
    }

    private static string? Option(string[] args, string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

    private static int Number(string[] args, string name, int usual) => Option(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
