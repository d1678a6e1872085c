using System.Globalization;
using LeakFleet.Server.Api;
using LeakFleet.Server.Text;

namespace LeakFleet.Cli.Demo;

/// <summary>A line for each change of a verdict.</summary>
internal sealed class PlainDisplay : IDemoDisplay
{
    private readonly Dictionary<string, string> _verdicts = [];

    public async Task ShowAsync(Uri page, TimeSpan duration, Func<Action<ProcessesResponse, TimeSpan>, Task> watch)
    {
        Console.WriteLine($"Watching five programs for {DurationOption.Format(duration)}. The page: {page}");
        await watch(Show);
    }

    private void Show(ProcessesResponse fleet, TimeSpan elapsed)
    {
        foreach (var process in fleet.Processes)
        {
            var text = process.Finding is { } finding
                ? $"{process.Verdict}: {Printable.Show(finding.Type)} {Quantity.BytesPerHour(finding.BytesPerHour ?? double.NaN)}"
                : process.Trouble is { } trouble ? $"{process.Verdict} ({Printable.Show(trouble)})" : process.Verdict;
            // The rate is refined with every look: only another verdict or type is news.
            var news = $"{process.Verdict} {process.Finding?.Type} {process.Trouble}";
            if (_verdicts.TryGetValue(process.Key, out var known) && known == news) continue;
            _verdicts[process.Key] = news;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{elapsed.TotalSeconds,5:0} s  {process.Service} {process.Version} (pid {process.Pid}): {text}"));
        }
    }
}
