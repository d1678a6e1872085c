using System.CommandLine;
using LeakFleet.Cli.Demo;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet demo</c>: five small programs, watched for two minutes.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var duration = new DurationOption(
            "--duration", TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), "How long to watch; leaks are named after about a minute");
        var plain = new Option<bool>("--no-ui") { Description = "Print plain lines instead of a live table; so does output that is not a terminal" };
        // Any free port: the demo must not mind a server that already runs here.
        var listen = ListenOption.Create("127.0.0.1:0");
        var command = new Command("demo", "Watch five small programs, two of which leak, and name what leaks; the last line is RESULT with the verdicts as JSON.")
        {
            duration, plain, listen,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            IDemoDisplay display = parsed.GetValue(plain) || Console.IsOutputRedirected ? new PlainDisplay() : new LiveDisplay();
            await DemoRun.RunAsync(parsed.GetRequiredValue(listen), duration.In(parsed), display, cancellation);
            return CommandLineHost.Success;
        });
        return command;
    }
}
