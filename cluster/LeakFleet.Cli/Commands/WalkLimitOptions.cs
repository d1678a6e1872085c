using System.CommandLine;
using System.Globalization;
using LeakFleet.Agent;
using LeakFleet.Agent.Watching;
using LeakFleet.Detection;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--interval-max</c>, <c>--walk-process-share</c> and <c>--walk-heap-max</c>: what is done for one process at most, and at least. For the commands that host an agent.</summary>
internal sealed class WalkLimitOptions
{
    private const double SharePercentMin = 1;
    private const long MegabytesMax = 1L << 30;

    private static readonly WalkBudgetOptions Usual = new();

    private readonly DurationOption _intervalMax = new(
        "--interval-max", TimeSpan.Zero, SampleInterval.Min, TimeSpan.FromHours(24),
        "Longest time between two looks at a process that does not collect gen2, as far as --walk-cpu allows [default: ten times --interval]");

    private readonly PercentOption _share = new("--walk-process-share", SharePercentMin, string.Create(CultureInfo.InvariantCulture,
        $"Most of what --walk-cpu allows that the walks of one process may use, so that a large heap leaves something to the others [default: {Usual.ProcessShareMax * 100:0.##}]"));

    private readonly Option<long?> _heapMax = new("--walk-heap-max")
    {
        HelpName = "megabytes",
        Description = string.Create(CultureInfo.InvariantCulture, $"Heaps above this size, as committed, are not walked at all [default: {Usual.HeapBytesMax >> 20}]"),
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) && megabytes is > 0 and <= MegabytesMax) return megabytes;
            result.AddError($"--walk-heap-max: '{text}' is not a number of megabytes from 1 to {MegabytesMax}");
            return null;
        },
    };

    public void AddTo(Command command)
    {
        command.Add(_intervalMax);
        command.Add(_share);
        command.Add(_heapMax);
    }

    /// <summary>The options of an agent, with what was said here.</summary>
    /// <exception cref="UsageException">The longest interval is shorter than the shortest.</exception>
    public AgentOptions In(ParseResult parsed, AgentOptions options)
    {
        if (_intervalMax.In(parsed) is var intervalMax && intervalMax != TimeSpan.Zero)
        {
            if (intervalMax < options.HistogramIntervalMin)
                throw new UsageException($"--interval-max: {DurationOption.Format(intervalMax)} is shorter than --interval, {DurationOption.Format(options.HistogramIntervalMin)}");
            options.HistogramIntervalMax = intervalMax;
        }
        options.WalkBudget.ProcessShareMax = parsed.GetValue(_share) ?? options.WalkBudget.ProcessShareMax;
        if (parsed.GetValue(_heapMax) is { } megabytes) options.WalkBudget.HeapBytesMax = megabytes << 20;
        return options;
    }
}
