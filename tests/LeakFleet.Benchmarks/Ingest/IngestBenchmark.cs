using System.Globalization;
using System.Text.Json;
using LeakFleet.Benchmarks.Detect;
using LeakFleet.Fleet;
using Microsoft.Extensions.Logging.Abstractions;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>
/// From frames to updated trends: processor time for each type in each histogram, memory of a process, time of questions asked meanwhile, and bytes on the wire.
/// The in-process host twice: by the time of its ingest thread alone, and as <c>leakfleet server</c>, a process under the load that one and three silos get: only
/// that can be compared with a silo. At several sizes (<c>flat</c>), with a write for each look as in a fleet that looks every ten minutes, it tells whether a process costs the
/// same in a large fleet as in a small one.
/// </summary>
internal static class IngestBenchmark
{
    private const int TypesDefault = 200;
    private const int MinutesDefault = 40;
    private const int ProcessesDefault = 2000;
    private const int RateDefault = 1000;
    private const int WarmUpSecondsDefault = 45;
    private const int SecondsDefault = 30;
    private const string HostsDefault = "in-process,server,silo1,silo3";
    private const string FlatProcessesDefault = "1000,10000";
    private const int FlatRateDefault = 300;

    /// <summary>What <c>leakfleet-silo</c> does unless told otherwise.</summary>
    private const int WriteSecondsDefault = 30;
    private const ulong WireSeeds = 3;

    /// <summary>The first histograms bring all names, and compile the code.</summary>
    private const int WarmUpMinutes = 5;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static async Task<int> RunAsync(string[] args)
    {
        var types = Arguments.Number(args, "--types", TypesDefault);
        var hosts = (Arguments.Text(args, "--hosts") ?? HostsDefault).Split(',');
        if (hosts.Except(["in-process", "server", "silo1", "silo3", "flat"]).FirstOrDefault() is { } unknown)
        {
            await Console.Error.WriteLineAsync($"--hosts: '{unknown}' is none of in-process, server, silo1, silo3, flat");
            return 2;
        }

        var inProcess = hosts.Contains("in-process") ? await InProcess(args, types) : null;
        var wire = hosts.Contains("in-process") ? WireCost.Of(WireSeeds) : null;
        if (wire is not null)
            Line($"on the wire, {wire.TypeSamples} types in histograms of generated fleets: {wire.ChangeBytes:0.00} bytes a type ({wire.PackedBytes:0.00} compressed); whole histograms {wire.WholeBytes:0.0}; the first of a process {wire.FirstBytes:0.0}");
        var load = new HostLoad(
            types, Arguments.Number(args, "--rate", RateDefault), Arguments.Number(args, "--warm-up-seconds", WarmUpSecondsDefault), Arguments.Number(args, "--seconds", SecondsDefault));
        var processes = Arguments.Number(args, "--silo-processes", ProcessesDefault);
        var server = hosts.Contains("server") ? await Server(load, processes) : null;
        var silo1 = hosts.Contains("silo1") ? await Silos(args, 1, load, processes, WriteSecondsDefault) : null;
        var silo3 = hosts.Contains("silo3") ? await Silos(args, 3, load, processes, WriteSecondsDefault) : null;
        var flat = hosts.Contains("flat") ? await Flat(args, load) : [];
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            inProcess = Shown(inProcess),
            server = Shown(server),
            silo1 = Shown(silo1),
            silo3 = Shown(silo3),
            flat = flat.Select(figures => new { figures.Processes, microsecondsPerHistogram = Math.Round(types * 1e6 / figures.TypeSamplesPerSecondPerCore), bytesPerProcess = Math.Round(figures.BytesPerProcess) }),
            wireBytesPerTypeSample = wire is null ? (double?)null : Math.Round(wire.PackedBytes, 2),
        }, Json));
        return 0;
    }

    private static object? Shown(IngestFigures? figures) => figures is null ? null : new
    {
        typeSamplesPerSecondPerCore = Math.Round(figures.TypeSamplesPerSecondPerCore),
        bytesPerProcess = Math.Round(figures.BytesPerProcess),
        queryP50Ms = Math.Round(figures.QueryP50Ms, 2),
        queryP99Ms = Math.Round(figures.QueryP99Ms, 2),
    };

    private static int[] Numbers(string list) => [.. list.Split(',').Select(text => int.Parse(text, CultureInfo.InvariantCulture))];

    /// <summary>The largest of the sizes asked for.</summary>
    private static async Task<IngestFigures?> InProcess(string[] args, int types)
    {
        IngestFigures? largest = null;
        foreach (var processes in Numbers(Arguments.Text(args, "--processes") ?? $"{ProcessesDefault}"))
        {
            var figures = await Measure(processes, types, Arguments.Number(args, "--minutes", MinutesDefault));
            Line($"in-process host, its ingest thread alone, {processes} processes of {types} types: {figures.TypeSamplesPerSecondPerCore / types:0} histograms/s and {figures.TypeSamplesPerSecondPerCore:0} type samples/s a core, {1e9 / figures.TypeSamplesPerSecondPerCore:0} ns a type sample");
            Line($"  {figures.BytesPerProcess:0} bytes a process, questions p50 {figures.QueryP50Ms:0.0} ms, p99 {figures.QueryP99Ms:0.0} ms");
            if (largest is null || figures.Processes >= largest.Processes) largest = figures;
        }

        return largest;
    }

    private static async Task<IngestFigures> Server(HostLoad load, int processes)
    {
        await using var running = await RunningServer.Start();
        return Said("leakfleet server", load, await load.Measure([running.Host], processes));
    }

    /// <summary>Null where silos cannot run here.</summary>
    private static async Task<IngestFigures?> Silos(string[] args, int silos, HostLoad load, int processes, int writeSeconds)
    {
        var program = Arguments.Text(args, "--silo") ?? RunningSilos.ProgramUsual;
        if (RunningSilos.Missing(program) is { } why)
        {
            Line($"{silos} silos: not run, {why}");
            return null;
        }

        await using var running = await RunningSilos.Start(program, silos, Arguments.Number(args, "--write-seconds", writeSeconds));
        return Said(silos == 1 ? "one silo" : $"{silos} silos", load, await load.Measure(running.Hosts, processes));
    }

    /// <summary>One silo at several sizes, the same messages a second: each look is written by itself.</summary>
    private static async Task<IReadOnlyList<IngestFigures>> Flat(string[] args, HostLoad load)
    {
        var all = new List<IngestFigures>();
        load = load with { Rate = Arguments.Number(args, "--rate", FlatRateDefault) };
        foreach (var processes in Numbers(Arguments.Text(args, "--flat-processes") ?? FlatProcessesDefault))
            if (await Silos(args, 1, load, processes, writeSeconds: 1) is { } figures) all.Add(figures);
        return all;
    }

    private static IngestFigures Said(string host, HostLoad load, IngestFigures figures)
    {
        Line($"{host}, {figures.Processes} processes of {load.Types} types: {figures.Rate:0} histograms/s on {figures.Cores:0.00} cores, {figures.TypeSamplesPerSecondPerCore:0} type samples/s a core, {load.Types * 1e6 / figures.TypeSamplesPerSecondPerCore:0} us a histogram; {figures.Dropped} dropped");
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
