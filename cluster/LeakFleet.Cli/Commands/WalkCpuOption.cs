using System.CommandLine;
using System.Globalization;
using LeakFleet.Cli.Hosting;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--walk-cpu PERCENT</c>, for the commands that host an agent. Its default stands in the description, in the unit that is accepted.</summary>
internal sealed class WalkCpuOption : Option<double?>
{
    private const double PercentMin = 0.01;
    private const double PercentMax = 100;

    public WalkCpuOption() : base("--walk-cpu")
    {
        HelpName = "percent";
        Description = string.Create(CultureInfo.InvariantCulture,
            $"Most of one core that heap walks may use, over ten minutes; beyond it, processes are looked at less often, the largest heaps first [default: {Settings.WalkCpu(Settings.UsualInterval) * 100:0.##}; more with a shorter --interval, up to {Settings.WalkCpu(TimeSpan.Zero) * 100:0.##}]");
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            var isNumber = double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent);
            if (isNumber && percent is >= PercentMin and <= PercentMax) return percent / 100;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"--walk-cpu: '{text}' is not a number of percent from {PercentMin} to {PercentMax}"));
            return null;
        };
    }

    /// <summary>As a share of one core: 0.01 for one percent.</summary>
    public double In(ParseResult parsed, TimeSpan interval) => parsed.GetValue(this) ?? Settings.WalkCpu(interval);
}
