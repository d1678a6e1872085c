using System.CommandLine;
using System.Net;
using LeakFleet.Cli.Commands;
using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server;
using LeakFleet.Server.Access;
using LeakFleet.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Silo.Commands;

/// <summary><c>leakfleet-silo run</c>.</summary>
internal static class RunCommand
{
    private const string DatabaseVariable = "LEAKFLEET_DATABASE";

    public static Command Create() => Create(Run);

    internal static Command Create(Func<SiloOptions, Task<int>> run)
    {
        var usual = new SiloOptions();
        var listen = new Option<string>("--listen")
        {
            HelpName = "address:port",
            DefaultValueFactory = _ => ListenAddress.Default.ToString(),
            Description = "Where agents and browsers connect; beyond loopback with --access only; port 0 for any free port",
        };
        var access = new Option<string?>("--access")
        {
            HelpName = "file",
            Description = "JSON file that says who may use the silo and by which certificate it is known; without one it listens on loopback only",
        };
        var database = new Option<string?>("--database")
        {
            HelpName = "connection string",
            Description = $"PostgreSQL, as in \"Host=db;Database=leakfleet;Username=leakfleet\"; {DatabaseVariable} when not given, which keeps a password out of the process list",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(DatabaseVariable) is { Length: > 0 } given ? given : null,
        };
        var alone = new Option<bool>("--alone") { Description = "One silo without a database, which forgets everything at its end: for development" };
        var config = new Option<string?>("--config")
        {
            HelpName = "file",
            Description = "File with receivers, alerts and reports (JSON, comments allowed; see docs/operations.md), the same for all silos: one of them alerts and reports for all",
        };
        var processes = new Option<int>("--processes")
        {
            HelpName = "count",
            DefaultValueFactory = _ => usual.ProcessesMax,
            Description = "Processes it holds at most; those beyond are refused",
        };
        var cluster = new Option<string>("--cluster") { HelpName = "name", DefaultValueFactory = _ => usual.Cluster, Description = "The cluster it joins" };
        var address = new Option<IPAddress>("--address")
        {
            HelpName = "ip",
            DefaultValueFactory = _ => usual.Address,
            CustomParser = result => Parse(result),
            Description = "Where other silos reach this one; on a private network, since silos trust each other",
        };
        var siloPort = new Option<int>("--silo-port") { HelpName = "port", DefaultValueFactory = _ => usual.SiloPort, Description = "For other silos" };
        var gatewayPort = new Option<int>("--gateway-port") { HelpName = "port", DefaultValueFactory = _ => usual.GatewayPort, Description = "For clients of Orleans; 0 for none" };
        var writeSeconds = new Option<double>("--write-seconds")
        {
            HelpName = "seconds",
            DefaultValueFactory = _ => usual.WriteInterval.TotalSeconds,
            Description = "How often the state of a process that changed is written; acks wait for it, and agents keep what is not acked",
        };
        var interval = PaceOption.Create();
        var command = new Command("run", "Run a silo until Ctrl-C.") { listen, access, interval, config, database, alone, cluster, address, siloPort, gatewayPort, writeSeconds, processes };
        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(alone) == parsed.GetValue(database) is not null)
                throw new StartupException($"say either --database (or {DatabaseVariable}) or --alone");
            var write = TimeSpan.FromSeconds(parsed.GetValue(writeSeconds));
            return run(new SiloOptions
            {
                Server = new ServerOptions
                {
                    Listen = parsed.GetRequiredValue(listen),
                    // Acks come with writes, every half minute: to look for them four times a second would be the larger part of the work of a quiet fleet.
                    AckInterval = TimeSpan.FromSeconds(1),
                    Fleet = new FleetOptions { Detection = SampleInterval.Detection(interval.In(parsed)) },
                    ConfigFile = parsed.GetValue(config),
                    Access = parsed.GetValue(access) is { } path ? AccessFile.Read(path) : null,
                },
                Database = parsed.GetValue(database),
                Cluster = parsed.GetRequiredValue(cluster),
                Address = parsed.GetRequiredValue(address),
                SiloPort = parsed.GetValue(siloPort),
                GatewayPort = parsed.GetValue(gatewayPort),
                ProcessesMax = parsed.GetValue(processes),
                WriteInterval = write,
                IndexWriteInterval = write * 2,
            });
        });
        return command;
    }

    private static async Task<int> Run(SiloOptions options)
    {
        var app = SiloServer.Build(options, services => services.AddLogging(Quietly));
        await using (app.ConfigureAwait(false))
        {
            await DatabaseStart.Wait(options, app.Services.GetRequiredService<ILogger<SiloOptions>>(), app.Lifetime.ApplicationStopping);
            await LeakFleetServer.Start(app);
            Console.WriteLine($"LeakFleet silo of cluster {options.Cluster} serves {app.Urls.First()}/ (silos at {options.Address}:{options.SiloPort}; Ctrl-C ends it)");
            await app.WaitForShutdownAsync();
        }

        return 0;
    }

    /// <summary>What an operator wants to know. Of the runtime that is what goes wrong, and not how long a turn took or which collector runs.</summary>
    private static void Quietly(ILoggingBuilder logging) => logging
        .AddFilter("LeakFleet", LogLevel.Information)
        .AddFilter("Orleans", LogLevel.Warning)
        .AddFilter("Orleans.Runtime.Scheduler", LogLevel.Error)
        .AddFilter("Orleans.Runtime.Silo", LogLevel.Error);

    private static IPAddress? Parse(System.CommandLine.Parsing.ArgumentResult result)
    {
        if (IPAddress.TryParse(result.Tokens[0].Value, out var address)) return address;
        result.AddError($"'{result.Tokens[0].Value}' is not an IP address");
        return null;
    }
}
