using System.CommandLine;
using System.IO.Enumeration;
using System.Net.WebSockets;
using LeakFleet.FleetSimulator.Generate;

namespace LeakFleet.FleetSimulator.Replay;

/// <summary><c>replay</c>: a generated fleet told to a running server, over the connection that agents use.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var seed = new Option<ulong>("--seed") { Description = "Seed of the fleet", DefaultValueFactory = _ => 1 };
        var scenario = new Option<string>("--scenario") { Description = "Only services whose scenario fits; * and ? are wild", DefaultValueFactory = _ => "*" };
        var server = new Option<Uri>("--server") { Description = "Address of a server that needs no login", DefaultValueFactory = _ => new Uri("http://127.0.0.1:5341") };
        var command = new Command("replay", "Sends a generated fleet to a server, as agents would have over the last days.") { seed, scenario, server };
        command.SetAction(async (parsed, cancellation) =>
        {
            var fleet = FleetGenerator.Make(parsed.GetValue(seed));
            var pattern = parsed.GetRequiredValue(scenario);
            fleet = fleet with { Services = [.. fleet.Services.Where(s => FileSystemName.MatchesSimpleExpression(pattern, s.Scenario, ignoreCase: false))] };
            if (fleet.Services.Count == 0)
            {
                await Console.Error.WriteLineAsync($"No service has a scenario that fits '{pattern}'.");
                return 1;
            }

            try
            {
                using var connection = new ReplayConnection(parsed.GetRequiredValue(server));
                var sent = await connection.Send(ShiftedMessages.Of(fleet, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()), cancellation);
                Console.WriteLine($"{sent} messages of {fleet.Services.Count} services");
                return 0;
            }
            catch (Exception exception) when (exception is WebSocketException or InvalidDataException)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                return 1;
            }
        });
        return command;
    }
}
