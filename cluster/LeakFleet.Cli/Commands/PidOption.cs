using System.CommandLine;
using LeakFleet.Agent.Discovery;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--pid PID …</c>, for the commands that host an agent.</summary>
internal static class PidOption
{
    public static Option<int[]> Create()
    {
        var option = new Option<int[]>("--pid")
        {
            HelpName = "pid",
            Description = "Watch only these processes (may be repeated); all .NET processes unless given",
            AllowMultipleArgumentsPerToken = true,
        };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (!int.TryParse(token.Value, out var pid) || pid <= 0) result.AddError($"--pid: '{token.Value}' is not a process id");
        });
        return option;
    }

    /// <exception cref="CommandException">One of them cannot be watched.</exception>
    public static void Check(IEnumerable<int> pids)
    {
        foreach (var pid in pids)
            if (WatchedPids.WhyNot(pid) is { } reason) throw new CommandException(reason);
    }
}
