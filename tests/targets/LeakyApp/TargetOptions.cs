using System.Globalization;
using LeakyApp.Scenarios;

namespace LeakyApp;

/// <summary>What the command line asks for, checked.</summary>
internal sealed class TargetOptions
{
    public const string Help = """
        LeakyApp --scenario NAME [options]: a small .NET program that leaks, or only looks like it.

          --scenario NAME            what to do; --list names them all
          --rate BYTES_PER_SECOND    what the scenario keeps (leaks) or turns over (harmless); default 160000
          --traffic BYTES_PER_SECOND background requests, of which nothing is kept; default 5000000
          --seconds N                stop after N seconds; default: run until stopped
          --period SECONDS           length of a load wave or between bursts; default 14
          --amplitude BYTES          height of a load wave or burst; default 6000000
          --warm-up SECONDS          how long the warm-up cache fills before it stays; default 20
          --report                   print a REPORT line with the process's own figures every second
          --report-stalls            watch for stalls with a 1 ms loop; print a STALLS line at the end and for each input line "stalls",
                                     which covers the time since the previous one
          --exit-on-stdin-close      stop when standard input ends
          --list, --help


        """;

    public required ScenarioEntry Scenario { get; init; }
    public long RateBytesPerSecond { get; private set; } = 160_000;
    public long TrafficBytesPerSecond { get; private set; } = 5_000_000;
    public TimeSpan? Duration { get; private set; }
    public TimeSpan Period { get; private set; } = TimeSpan.FromSeconds(14);
    public long AmplitudeBytes { get; private set; } = 6_000_000;
    public TimeSpan WarmUp { get; private set; } = TimeSpan.FromSeconds(20);
    public bool Report { get; private set; }
    public bool ReportStalls { get; private set; }

    /// <summary>
    /// Ties the target's life to its launcher's: the pipe closes however the launcher dies. PR_SET_PDEATHSIG was rejected: it fires when
    /// the *thread* that forked exits, and a .NET launcher forks on pool threads, which retire; it is also lost if the launcher dies before the call.
    /// </summary>
    public bool ExitOnStdinClose { get; private set; }

    /// <summary>Null, and one sentence in <paramref name="fault"/>, when the arguments make no sense.</summary>
    public static TargetOptions? Parse(string[] args, out string? fault)
    {
        fault = null;
        var at = Array.IndexOf(args, "--scenario");
        if (at < 0 || at + 1 == args.Length)
            fault = "--scenario NAME is required; --list names the scenarios";
        else if (ScenarioTable.Find(args[at + 1]) is not { } scenario)
            fault = $"unknown scenario '{args[at + 1]}'; --list names the scenarios";
        else
        {
            var options = new TargetOptions { Scenario = scenario };
            for (var i = 0; i < args.Length && fault is null; i++)
                fault = options.Apply(args, ref i);
            if (fault is null)
                return options;
        }

        return null;
    }

    private string? Apply(string[] args, ref int i)
    {
        var name = args[i];
        switch (name)
        {
            case "--report": Report = true; return null;
            case "--report-stalls": ReportStalls = true; return null;
            case "--exit-on-stdin-close": ExitOnStdinClose = true; return null;
            case "--scenario": i++; return null;
        }

        (long Min, long Max)? bounds = name switch
        {
            "--rate" => (1, 100_000_000),
            "--traffic" => (0, 100_000_000),
            "--amplitude" => (0, 1_000_000_000),
            "--seconds" => (1, 864_000),
            "--period" => (1, 86_400),
            "--warm-up" => (0, 86_400),
            _ => null,
        };
        if (bounds is not var (min, max))
            return $"unknown option '{name}'; see --help";
        if (++i == args.Length || !long.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < min || value > max)
            return $"{name} takes a whole number from {min} to {max}";

        switch (name)
        {
            case "--rate": RateBytesPerSecond = value; break;
            case "--traffic": TrafficBytesPerSecond = value; break;
            case "--amplitude": AmplitudeBytes = value; break;
            case "--seconds": Duration = TimeSpan.FromSeconds(value); break;
            case "--period": Period = TimeSpan.FromSeconds(value); break;
            case "--warm-up": WarmUp = TimeSpan.FromSeconds(value); break;
        }

        return null;
    }
}
