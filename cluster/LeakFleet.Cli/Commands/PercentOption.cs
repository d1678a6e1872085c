using System.CommandLine;
using System.Globalization;

namespace LeakFleet.Cli.Commands;

/// <summary>A share, written as a number of percent: <c>0.5</c> or <c>0.5%</c>. Its default stands in the description, in the unit that is accepted.</summary>
internal class PercentOption : Option<double?>
{
    private const double PercentMax = 100;

    public PercentOption(string name, double percentMin, string description) : base(name)
    {
        HelpName = "percent";
        Description = description;
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            var isNumber = double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent);
            if (isNumber && percent >= percentMin && percent <= PercentMax) return percent / 100;
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name}: '{text}' is not a number of percent from {percentMin} to {PercentMax}"));
            return null;
        };
    }
}
