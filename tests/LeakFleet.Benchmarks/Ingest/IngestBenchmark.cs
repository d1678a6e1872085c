using System.Globalization;
using System.Text.Json;
using LeakFleet.Benchmarks.Detect;
using LeakFleet.Fleet;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>
/// From frames to updated trends: processor time for each type in each histogram, memory of a process, time of questions asked meanwhile, and bytes on the wire.
/// The in-process host by the time of its own thread; one and three silos as processes of their own, with everything they do, where they are built.
/// </summary>
internal static class IngestBenchmark
{
    private const int TypesDefault = 200;
    private const int MinutesDefault = 40;
    private const int ProcessesDefault = 2000;
    private const double RateDefault = 500;
    private const int SecondsDefault = 30;

    /// <summary>What <c>leakfleet-silo</c> does unless told otherwise.</summary>
    private const int WriteSecondsDefault = 30;
    private const ulong WireSeeds = 3;

    /// <summary>The first histograms bring all names, and compile the code.</summary>
    private const int WarmUpMinutes = 5;

    public static async Task<int> RunAsync(string[] args)
    {
        var types = Arguments.Number(args, "--types", TypesDefault);
        var minutes = Arguments.Number(args, "--minutes", MinutesDefault);
        var wire = WireCost.Of(WireSeeds);
        Line($"on the wire, {wire.TypeSamples} types in histograms of generated fleets: {wire.ChangeBytes:0.00} bytes a type ({wire.PackedBytes:0.00} compressed); whole histograms {wire.WholeBytes:0.0}; the first of a process {wire.FirstBytes:0.0}");
        IngestFigures? largest = null;
        foreach (var processes in Arguments.Text(args, "--processes")?.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture)) ?? [ProcessesDefault])
        {
            var figures = await Measure(processes, types, minutes);
            Line($"in-process host, {processes} processes of {types} types: {figures.TypeSamplesPerSecondPerCore / types:0} snapshots/s and {figures.TypeSamplesPerSecondPerCore:0} type samples/s a core, {1e9 / figures.TypeSamplesPerSecondPerCore:0} ns a type sample");
            Line($"  {figures.BytesPerProcess:0} bytes a process, questions p50 {figures.QueryP50Ms:0.0} ms, p99 {figures.QueryP99Ms:0.0} ms");
            if (largest is null || figures.Processes >= largest.Processes) largest = figures;
        }

        var silo1 = await Silos(args, 1, types);
        var silo3 = await Silos(args, 3, types);
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            inProcess = Shown(largest),
            silo1 = Shown(silo1),
            silo3 = Shown(silo3),
            wireBytesPerTypeSample = Math.Round(wire.PackedBytes, 2),
        }));
        return 0;
    }

    private static object? Shown(IngestFigures? figures) => figures is null ? null : new
    {
        typeSamplesPerSecondPerCore = Math.Round(figures.TypeSamplesPerSecondPerCore),
        bytesPerProcess = Math.Round(figures.BytesPerProcess),
        queryP50Ms = Math.Round(figures.QueryP50Ms, 2),
        queryP99Ms = Math.Round(figures.QueryP99Ms, 2),
    };

    /// <summary>Null where silos cannot run here, or nobody asked for them.</summary>
    private static async Task<IngestFigures?> Silos(string[] args, int silos, int types)
    {
        if (Arguments.Text(args, "--silos") is { } asked && !asked.Split(',').Contains(silos.ToString(CultureInfo.InvariantCulture))) return null;
        var program = Arguments.Text(args, "--silo") ?? RunningSilos.ProgramUsual;
        if (RunningSilos.Missing(program) is { } why)
        {
            Line($"{silos} silos: not run, {why}");
            return null;
        }

        var processes = Arguments.Number(args, "--silo-processes", ProcessesDefault);
        var figures = await SiloLoadRun.Measure(
            program, silos, processes, types, Arguments.Number(args, "--rate", (int)RateDefault), Arguments.Number(args, "--seconds", SecondsDefault), Arguments.Number(args, "--write-seconds", WriteSecondsDefault));
        Line($"{silos} silos, {processes} processes of {types} types: {figures.Rate:0} histograms/s on {figures.Cores:0.00} cores, {figures.TypeSamplesPerSecondPerCore:0} type samples/s a core; {figures.Dropped} dropped");
        Line($"  {figures.BytesPerProcess:0} bytes a process, questions p50 {figures.QueryP50Ms:0.0} ms, p99 {figures.QueryP99Ms:0.0} ms");
        return figures;
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

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
