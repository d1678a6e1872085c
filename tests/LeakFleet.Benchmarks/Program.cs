using LeakFleet.Benchmarks.Agent;
using LeakFleet.Benchmarks.Budget;
using LeakFleet.Benchmarks.Detect;
using LeakFleet.Benchmarks.Exact;
using LeakFleet.Benchmarks.Heap;
using LeakFleet.Benchmarks.Ingest;
using LeakFleet.Benchmarks.Pages;
using LeakFleet.Benchmarks.Pods;
using LeakFleet.Benchmarks.Scale;
using LeakFleet.Benchmarks.Stall;
using LeakFleet.Benchmarks.Why;

switch (args)
{
    case ["heap", .. var rest]: return HeapBenchmark.Run(rest);
    case ["exact", .. var rest]: return ExactBenchmark.Run(rest);
    case ["stall", .. var rest]: return await StallBenchmark.RunAsync(rest);
    case ["budget", .. var rest]: return BudgetBenchmark.Run(rest);
    case ["pages", .. var rest]: return await PagesBenchmark.RunAsync(rest);
    case ["pods", .. var rest]: return await PodsBenchmark.RunAsync(rest);
    case ["agent", .. var rest]: return await AgentBenchmark.RunAsync(rest);
    case ["why", .. var rest]: return WhyBenchmark.Run(rest);
    case ["detect", .. var rest]: return DetectBenchmark.Run(rest);
    case ["ingest", .. var rest]: return await IngestBenchmark.RunAsync(rest);
    case ["scale", .. var rest]: return ScaleReport.Run(rest);
    default:
        await Console.Error.WriteLineAsync(
            "name a benchmark: heap [--objects N] [--gigabytes N] [--walks N] [--pairs N] | exact [--walks N] [--shape NAME=VALUE;…] [--program PATH] | stall [--seconds N] | "
            + "budget [--processes N] [--megabytes N] | agent [--seconds N] [--agent PATH] | pods [--pods N] [--rounds N] [--told-after SECONDS] | why [--objects N] [--runs N] [--pairs N] [--clrmd-seconds N] | detect [--types N] [--hours N] [--monitors N] | pages [--processes N] [--findings N] [--rounds N] | "
            + "ingest [--hosts in-process,server,silo1,silo3,flat] [--processes N[,N…]] [--types N] [--minutes N] [--silo PATH] [--silo-processes N] [--flat-processes N,N…] [--rate N] [--warm-up-seconds N] [--seconds N] [--write-seconds N] | scale [CONSTANTS.json [FIGURE.svg]]");
        return 2;
}
