using LeakFleet.Agent;
using LeakFleet.Agent.Shipping;
using LeakFleet.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Cli.Hosting;

/// <summary>An agent inside this process. Disposing it ships what is pending, for as long as its options allow.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    private static readonly TimeSpan StateInterval = TimeSpan.FromMilliseconds(200);

    private readonly IHost _host;

    private RunningAgent(IHost host) => _host = host;

    public AgentStatus Status => _host.Services.GetRequiredService<AgentStatus>();

    /// <summary>Why it does not do its work; null while it does.</summary>
    public string? Trouble => _host.Services.GetRequiredService<AgentHealth>().Trouble;

    public static async Task<RunningAgent> StartAsync(AgentOptions options, Action<ILoggingBuilder> loudness, CancellationToken cancellation)
    {
        // No settings files of the working folder: what configures the agent is its options alone.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        QuietLog.Configure(builder.Logging);
        loudness(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.AddLeakFleetAgent(options);
        var host = builder.Build();
        await host.StartAsync(cancellation);
        return new RunningAgent(host);
    }

    /// <summary>Waits for the first connection. A server that is away later is waited for; one that was never there is an error in the command.</summary>
    public async Task ConnectedAsync(Uri server, DateTime deadline, CancellationToken cancellation)
    {
        while (Status.Shipper is var state && state.Phase != ShipperPhase.Connected)
        {
            if (DateTime.UtcNow >= deadline)
                throw new CommandException($"no server answers at {server} ({state.LastError ?? "no answer"}); start one with 'leakfleet server', or name another with --server");
            await Task.Delay(StateInterval, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
