using System.Globalization;
using System.Text.Json;
using LeakFleet.Agent.Tests.Watching;
using LeakFleet.Agent.Watching;

namespace LeakFleet.Benchmarks.Budget;

/// <summary>What the simulated node did, window by window, and as one line of JSON.</summary>
internal sealed class BudgetReport(WalkBudgetOptions options, long heapBytes, double[] firstWalks, double[] walks)
{
    private readonly List<(int Walks, double Cpu, int AfterGen2, int Stretched)> _windows = [];
    private int _walksSeen;

    public void Window(SimulatedNode node)
    {
        var fresh = node.Walks.Skip(_walksSeen).ToList();
        _walksSeen = node.Walks.Count;
        _windows.Add((fresh.Count, fresh.Sum(w => w.CpuSeconds), fresh.Count(w => w.IsAfterGen2), node.Processes.Count(p => p.IsStretched)));
    }

    /// <summary>In no ten minutes, wherever they begin, more than the budget and the rest of one walk.</summary>
    public bool IsWithin(SimulatedNode node) =>
        node.ShareMax(options.CpuWindow) <= options.CpuShareMax + walks.Concat(firstWalks).Max() / options.CpuWindow.TotalSeconds;

    public void Print(SimulatedNode node)
    {
        var share = node.ShareMax(options.CpuWindow);
        Line($"{node.Processes.Count} processes of {heapBytes / 1e6:0} MB; a walk costs {1000 * walks.Average():0.0} ms of processor time, a process's first {1000 * firstWalks.Average():0.0} ms");
        Line($"without a budget, a walk a minute of each: {100 * node.Processes.Count * walks.Average() / 60:0.00} % of a core");
        Line($"{"minutes",9} {"walks",6} {"after gen2",11} {"cpu s",7} {"of a core",10} {"stretched",10}");
        var minutes = options.CpuWindow.TotalMinutes;
        for (var i = 0; i < _windows.Count; i++)
        {
            var (count, cpu, afterGen2, stretched) = _windows[i];
            Line($"{$"{i * minutes:0}-{(i + 1) * minutes:0}",9} {count,6} {afterGen2,11} {cpu,7:0.00} {100 * cpu / options.CpuWindow.TotalSeconds,8:0.000} % {stretched,10}");
        }
        Line($"most in any {minutes:0} minutes: {100 * share:0.000} % of a core; the budget is {100 * options.CpuShareMax:0.###} %: {(IsWithin(node) ? "kept" : "EXCEEDED")}");
        Console.WriteLine("RESULT " + JsonSerializer.Serialize(new
        {
            processes = node.Processes.Count,
            heapMegabytes = Math.Round(heapBytes / 1e6, 1),
            walkCpuMs = Math.Round(1000 * walks.Average(), 2),
            firstWalkCpuMs = Math.Round(1000 * firstWalks.Average(), 2),
            budgetShare = options.CpuShareMax,
            firstWindowShare = Math.Round(_windows[0].Cpu / options.CpuWindow.TotalSeconds, 6),
            windowShareMax = Math.Round(share, 6),
            walksPerProcessMin = node.Processes.Min(p => p.Walks),
            walksPerProcessMax = node.Processes.Max(p => p.Walks),
            afterGen2Share = Math.Round((double)_windows.Sum(w => w.AfterGen2) / _windows.Sum(w => w.Walks), 3),
            withinBudget = IsWithin(node),
        }));
    }

    private static void Line(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
