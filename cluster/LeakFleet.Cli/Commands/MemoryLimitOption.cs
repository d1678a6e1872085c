using System.CommandLine;
using System.Globalization;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--memory-limit</c>: what an agent and its helpers may use together.</summary>
internal sealed class MemoryLimitOption : Option<long?>
{
    private const long MegabytesMax = 1L << 30;

    public MemoryLimitOption() : base("--memory-limit")
    {
        HelpName = "megabytes";
        Description = "Memory that this agent is limited to, with the helpers that read types and fields for it: they are refused what would exceed it [default: the limit of its cgroup, where that can be seen]";
        CustomParser = result =>
        {
            var text = result.Tokens[^1].Value;
            if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) && megabytes is > 0 and <= MegabytesMax) return megabytes;
            result.AddError($"--memory-limit: '{text}' is not a number of megabytes from 1 to {MegabytesMax}");
            return null;
        };
    }

    public long? BytesIn(ParseResult parsed) => parsed.GetValue(this) is { } megabytes ? megabytes << 20 : null;
}
