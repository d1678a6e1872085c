using System.CommandLine;

namespace LeakFleet.Cli.Histograms;

/// <summary>Arguments and options that the histogram commands share.</summary>
internal static class LookOptions
{
    private const int TopMax = 100_000;

    public static Argument<int> Pid()
    {
        var pid = new Argument<int>("pid")
        {
            Description = "Process id, as this machine sees it (inside a container it may have another)",
            CustomParser = result =>
            {
                if (int.TryParse(result.Tokens[^1].Value, out var value) && value > 0) return value;
                result.AddError($"'{result.Tokens[^1].Value}' is not a process id");
                return 0;
            },
        };
        return pid;
    }

    public static Option<int> Top(int defaultValue) => new("--top")
    {
        HelpName = "count",
        Description = "Types to show",
        DefaultValueFactory = _ => defaultValue,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[^1].Value, out var value) && value is > 0 and <= TopMax) return value;
            result.AddError($"--top: '{result.Tokens[^1].Value}' is not a number from 1 to {TopMax}");
            return 0;
        },
    };

    /// <summary>What comes first: whether by count.</summary>
    public static Option<string> Sort(string defaultValue)
    {
        var sort = new Option<string>("--sort")
        {
            HelpName = "bytes|count",
            Description = "What comes first",
            DefaultValueFactory = _ => defaultValue,
        };
        sort.AcceptOnlyFromAmong("bytes", "count");
        return sort;
    }

    public static Option<string?> Type() => new("--type")
    {
        HelpName = "wildcard",
        Description = "Only these types: a full name, or a wildcard with * and ? such as 'MyApp.*Cache*'",
    };

    public static Option<bool> EventPipe() => new("--event-pipe")
    {
        Description = "Count through the diagnostic port instead, where reading memory is not permitted. It induces a full collection and PAUSES THE "
            + "PROCESS until every object is told (some 0.2 s for each million), in up to 256 MiB of its own memory; it tells no generations. "
            + "Before .NET 9, and in single-file bundles, it tells no assemblies, and nested types without the names around them",
    };

    public static Option<bool> Json(string description) => new("--json") { Description = description };

    public static Option<string?> Save(string description) => new("--save") { HelpName = "file", Description = description };

    public static Option<bool> Force() => new("--force") { Description = "Let --save overwrite a file" };

    public static DurationOption AfterGen2() => new(
        "--after-gen2", TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromHours(24),
        "Wait at most this long for the process's own next gen2 collection and look right after it: what is then outside gen0 has "
        + "survived. Unless given, it looks at once");
}
