using System.CommandLine;
using System.Globalization;
using LeakFleet.Cli.Hosting;
using LeakFleet.Detection;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--walk-cpu PERCENT</c>, for the commands that host an agent.</summary>
internal sealed class WalkCpuOption() : PercentOption("--walk-cpu", PercentMin, string.Create(CultureInfo.InvariantCulture,
    $"Most of one core that heap walks may use, over ten minutes; beyond it, processes are looked at less often, the largest heaps first [default: {Settings.WalkCpu(SampleInterval.Usual) * 100:0.##}; more with a shorter --interval, up to {Settings.WalkCpu(TimeSpan.Zero) * 100:0.##}]"))
{
    private const double PercentMin = 0.01;

    /// <summary>As a share of one core: 0.01 for one percent.</summary>
    public double In(ParseResult parsed, TimeSpan interval) => parsed.GetValue(this) ?? Settings.WalkCpu(interval);
}
