using System.CommandLine;

namespace LeakFleet.Cli.Commands;

/// <summary><c>leakfleet health</c>: whether a server answers, for images without a shell.</summary>
internal static class HealthCommand
{
    public static Command Create()
    {
        var server = ServerUrlOption.Create("Server to ask");
        var command = new Command("health", "Ask whether a server answers: exit code 0 when it does. Needs no key.") { server };
        var login = new LoginOptions();
        login.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = login.Connect(parsed, server);
            var health = await client.HealthAsync(cancellation);
            Console.WriteLine($"{health.Status} (version {health.Version})");
            return CommandLineHost.Success;
        });
        return command;
    }
}
