using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LeakFleet.Fleet;
using LeakFleet.Server;
using LeakFleet.Server.Rounds;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Benchmarks.Pages;

/// <summary>
/// Every page of the server over a large fleet whose processes are all looked at once a minute meanwhile, asked by HTTP on loopback: time of an answer, processor
/// time (the asking side and what is taken in included, and nothing else on a busy machine), collections of all generations during it, and its size without compression.
/// </summary>
internal static class PagesBenchmark
{
    private const int ProcessesDefault = 10_000;
    private const int FindingsDefault = 1_000;
    private const int RoundsDefault = 40;

    public static async Task<int> RunAsync(string[] args)
    {
        var processes = Arguments.Number(args, "--processes", ProcessesDefault);
        var findings = Arguments.Number(args, "--findings", FindingsDefault);
        var rounds = Arguments.Number(args, "--rounds", RoundsDefault);
        await using var app = LeakFleetServer.Build(
            new ServerOptions { Listen = "127.0.0.1:0" }, services => services.AddLogging(logging => logging.ClearProviders()));
        await LeakFleetServer.Start(app);
        var fleet = (InProcessFleet)app.Services.GetRequiredService<IFleet>();
        var filling = Stopwatch.StartNew();
        await LargeFleet.FillAsync(fleet, processes, findings);
        var open = await fleet.Findings();
        Line($"{(await fleet.Processes()).Count} processes, {open.Count} open findings, filled in {filling.Elapsed.TotalSeconds:0} s; {rounds} answers each");
        if (open.Count == 0) return 1;

        // What is looked at, changes: a still fleet would show what a page costs that is asked for twice.
        using var stopping = new CancellationTokenSource();
        var living = LargeFleet.LiveAsync(fleet, processes, findings, stopping.Token);
        using var http = new HttpClient { BaseAddress = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };
        var finding = open[open.Count / 2];
        var report = await app.Services.GetRequiredService<IRoundCommands>().RunReport("daily", CancellationToken.None);
        (string Name, string Path)[] pages =
        [
            ("fleet", "/"), ("fleet filtered", "/?filter=type%3DAcme.*%20service!%3Dservice-0001"), ("fleet searched", "/?search=order"),
            ("finding", $"/findings/{finding.Fingerprint}?service={finding.Service}"), ("services", "/services"), ("service", $"/services/{finding.Service}"),
            ("processes", "/processes"), ("processes by limit", "/processes?sort=limit&state=running"), ("process", $"/processes/{finding.Processes[0]}"),
            ("process compared", $"/processes/{finding.Processes[0]}?from=2h"), ("types", "/types"), ("agents", "/agents"), ("search", "/search?q=acme"), ("search for few", $"/search?q={finding.Service}"),
            ("reports", "/reports"), ("report", $"/reports/{report}"),
            ("api findings", "/api/v1/findings"), ("api processes", "/api/v1/processes?limit=1000"), ("api types", "/api/v1/types"), ("api groups", "/api/v1/processes?group=node"),
        ];
        var results = new List<object>();
        var (worstMilliseconds, worstProcessor, worstBytes) = (0.0, 0.0, 0);
        Line($"{"",-20} {"median ms",10} {"p95 ms",10} {"max ms",10} {"cpu ms",10} {"bytes",10}");
        foreach (var (name, path) in pages)
        {
            var (times, processor, bytes) = await MeasureAsync(http, path, rounds);
            var (median, p95) = (times[times.Count / 2], times[(int)(times.Count * 0.95)]);
            Line($"{name,-20} {median,10:0.0} {p95,10:0.0} {times[^1],10:0.0} {processor,10:0.0} {bytes,10:N0}");
            results.Add(new { page = name, millisecondsMedian = Math.Round(median, 1), millisecondsP95 = Math.Round(p95, 1), millisecondsMax = Math.Round(times[^1], 1), processorMilliseconds = Math.Round(processor, 1), bytes });
            if (name.StartsWith("api", StringComparison.Ordinal)) continue;
            (worstMilliseconds, worstProcessor, worstBytes) = (Math.Max(worstMilliseconds, p95), Math.Max(worstProcessor, processor), Math.Max(worstBytes, bytes));
        }

        await stopping.CancelAsync();
        Line($"{await living} messages came meanwhile");
        await app.StopAsync();
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            processes,
            findings = open.Count,
            pageMillisecondsP95Worst = Math.Round(worstMilliseconds, 1),
            pageProcessorMillisecondsWorst = Math.Round(worstProcessor, 1),
            pageBytesWorst = worstBytes,
            pages = results,
        }));
        return 0;
    }

    private static async Task<(List<double> Times, double ProcessorMilliseconds, int Bytes)> MeasureAsync(HttpClient http, string path, int rounds)
    {
        var bytes = 0;
        var times = new List<double>();
        using var self = Process.GetCurrentProcess();
        var before = TimeSpan.Zero;
        // The first answers compile what they run.
        for (var round = -5; round < rounds; round++)
        {
            if (round == 0)
            {
                self.Refresh();
                before = self.TotalProcessorTime;
            }

            var watch = Stopwatch.StartNew();
            using var response = await http.GetAsync(path);
            bytes = (await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync()).Length;
            if (round >= 0) times.Add(watch.Elapsed.TotalMilliseconds);
        }

        self.Refresh();
        times.Sort();
        return (times, (self.TotalProcessorTime - before).TotalMilliseconds / rounds, bytes);
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
