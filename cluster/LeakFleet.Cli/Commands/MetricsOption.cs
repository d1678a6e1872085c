using System.CommandLine;
using LeakFleet.Server;
using LeakFleet.Server.Access;

namespace LeakFleet.Cli.Commands;

/// <summary><c>--metrics ADDRESS:PORT</c> and who may see them, for an agent without a server beside it.</summary>
internal sealed class MetricsOption
{
    private readonly Option<string?> _listen = new("--metrics")
    {
        HelpName = "address:port",
        Description = "Where to show the agent's own metrics to Prometheus, under /metrics, and whether it works, under /healthz; nowhere unless given",
        Validators =
        {
            result =>
            {
                if (!ListenAddress.TryParse(result.GetValueOrDefault<string?>(), out _, out var fault)) result.AddError($"--metrics: {fault}");
            },
        },
    };

    private readonly AccessOption _access = new("JSON file that says who may see the metrics, as for a server; without one --metrics takes a loopback address only");

    public void AddTo(Command command)
    {
        command.Add(_listen);
        command.Add(_access);
    }

    /// <summary>Null for nowhere.</summary>
    /// <exception cref="UsageException">It is said who may see what is not shown.</exception>
    public ServerOptions? In(ParseResult parsed) => (parsed.GetValue(_listen), _access.In(parsed)) switch
    {
        (null, null) => null,
        (null, _) => throw new UsageException("--access says who may see the agent's metrics, which --metrics shows"),
        var (listen, access) => new ServerOptions { Listen = listen, Access = access },
    };
}
