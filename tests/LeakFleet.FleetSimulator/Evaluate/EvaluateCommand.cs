using System.CommandLine;
using System.Diagnostics;
using System.IO.Enumeration;
using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Generate;

namespace LeakFleet.FleetSimulator.Evaluate;

/// <summary><c>evaluate</c>: the product and the baselines over labelled fleets, as a table and as one line of JSON.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var seed = new Option<ulong>("--seed") { Description = "Seed of the first generated fleet; the following ones count up from it", DefaultValueFactory = _ => 1 };
        var fleets = new Option<int>("--fleets") { Description = "How many fleets to generate, 1 to 10000", DefaultValueFactory = _ => 1 };
        var scenario = new Option<string>("--scenario") { Description = "Only services whose scenario fits, such as 'leak/*'; * and ? are wild", DefaultValueFactory = _ => "*" };
        var corpus = new Option<DirectoryInfo?>("--corpus") { Description = "Read a labelled fleet from a folder instead of generating any (docs/corpus.md)" };
        var threads = new Option<int>("--threads") { Description = "Services judged at once, 1 to 256; the result is the same for any number", DefaultValueFactory = _ => 2 };
        var verbose = new Option<bool>("--verbose") { Description = "List every leak with how it was found or missed, every false alarm, wrong type and wrong version" };
        var withoutBaselines = new Option<bool>("--no-baselines") { Description = "Evaluate the product only" };
        Demand(fleets, 1, 10_000);
        Demand(threads, 1, 256);
        var command = new Command(
            "evaluate",
            """
            Plays labelled fleets to the detection pipeline and to simpler methods, in virtual time, and says how right each was.

            Prints a table for every scenario and for all of them together; the last line is RESULT followed by the same figures as JSON.
            """)
        { seed, fleets, scenario, corpus, threads, verbose, withoutBaselines };
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(corpus);
            if (folder is { Exists: false })
            {
                Console.Error.WriteLine($"There is no folder {folder.FullName}.");
                return 1;
            }

            LabelledFleet? written = null;
            if (folder is not null && (written = CorpusFolder.Read(folder.FullName, out var fault)) is null)
            {
                Console.Error.WriteLine(fault);
                return 1;
            }

            var pattern = parsed.GetRequiredValue(scenario);
            var services = Services(written, parsed.GetValue(seed), parsed.GetValue(fleets))
                .Where(s => FileSystemName.MatchesSimpleExpression(pattern, s.Service.Scenario, ignoreCase: false))
                .ToList();
            if (services.Count == 0)
            {
                Console.Error.WriteLine($"No service has a scenario that fits '{pattern}'.");
                return 1;
            }

            IReadOnlyList<DetectorKind> detectors = parsed.GetValue(withoutBaselines) ? [DetectorKind.Product] : [DetectorKind.Product, .. DetectorKind.Baselines];
            var clock = Stopwatch.StartNew();
            var results = new Evaluation(detectors, parsed.GetValue(threads)).Run(services, done => Progress(done, services.Count, clock));
            // Before what is printed: its last line is the result, also where both go to one place.
            Console.Error.WriteLine($"{results.Sum(r => r.Scores[0].ProcessDays):0} process-days in {clock.Elapsed.TotalSeconds:0} s");
            Print(new EvaluationReport(detectors, results), parsed.GetValue(verbose));
            return 0;
        });
        return command;
    }

    private static IEnumerable<(string Fleet, LabelledService Service)> Services(LabelledFleet? written, ulong seed, int fleets)
    {
        if (written is not null)
        {
            foreach (var service in written.Services) yield return (written.Name, service);
            yield break;
        }

        for (var i = 0; i < fleets; i++)
        {
            var fleet = FleetGenerator.Make(seed + (ulong)i);
            foreach (var service in fleet.Services) yield return (fleet.Name, service);
        }
    }

    private static void Print(EvaluationReport report, bool verbose)
    {
        if (verbose)
            foreach (var line in report.Faults()) Console.WriteLine(line);
        foreach (var line in report.Table()) Console.WriteLine(line);
        Console.WriteLine($"RESULT {report.Json()}");
    }

    private static void Progress(int done, int services, Stopwatch clock)
    {
        // A line for each twentieth: enough to see that it goes on, little enough for a log.
        var step = Math.Max(1, services / 20);
        if (done % step == 0 || done == services) Console.Error.WriteLine($"{done} of {services} services, {clock.Elapsed.TotalSeconds:0} s");
    }

    private static void Demand(Option<int> option, int min, int max) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var value && (value < min || value > max)) result.AddError($"{option.Name} must be between {min} and {max}");
    });
}
