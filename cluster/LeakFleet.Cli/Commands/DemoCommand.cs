using System.CommandLine;
using LeakFleet.Cli.Demo;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet demo</c>: five small programs, watched for two minutes.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var duration = DurationOption.Create(
            "--duration", TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), "How long to watch; leaks are named after about a minute");
        var plain = new Option<bool>("--no-ui") { Description = "Print plain lines instead of a live table; so does output that is not a terminal" };
        // Any free port: the demo must not mind a server that already runs here.
        var listen = ListenOption.Create("127.0.0.1:0");
        var command = new Command("demo", """
            Start five small programs and watch them find out which leak.

            Two replicas of a service keep every order in a static list; the version before did not. A cache warms up and then stays;
            a gateway's heap follows its load. LeakFleet names the leaking type, and flags none of the others. Everything that was
            started is stopped at the end, or by Ctrl-C. The last line is RESULT with the verdicts as JSON.
            """) { duration, plain, listen };
        command.SetAction(async (parsed, cancellation) =>
        {
            IDemoDisplay display = parsed.GetValue(plain) || Console.IsOutputRedirected ? new PlainDisplay() : new LiveDisplay();
            await DemoRun.RunAsync(parsed.GetRequiredValue(listen), parsed.GetValue(duration), display, cancellation);
            return CommandLineHost.Success;
        });
        return command;
    }
}
