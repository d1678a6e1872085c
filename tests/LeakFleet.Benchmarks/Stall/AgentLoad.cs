using LeakFleet.Cli.Hosting;
using LeakFleet.Detection;

namespace LeakFleet.Benchmarks.Stall;

/// <summary>The whole product, as <c>leakfleet up</c> runs it, at its shortest interval and without a CPU budget: some hundred times the usual rate of walks.</summary>
internal sealed class AgentLoad : IAsyncDisposable
{
    private readonly RunningServer _server;
    private readonly RunningAgent _agent;

    private AgentLoad(RunningServer server, RunningAgent agent) => (_server, _agent) = (server, agent);

    public long Walks => _agent.Status.Histograms;
    public long FailedWalks => _agent.Status.WalksFailed;

    public static async Task<AgentLoad> StartAsync(IReadOnlyCollection<int> pids)
    {
        var server = await RunningServer.StartAsync(Settings.Server("127.0.0.1:0", stateFolder: null, SampleInterval.Min), LogLoudness.UnderDisplay, default);
        var options = Settings.Agent(server.Url, node: null, pids, SampleInterval.Min, walkCpu: 1);
        return new AgentLoad(server, await RunningAgent.StartAsync(options, LogLoudness.UnderDisplay, default));
    }

    public async ValueTask DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _server.DisposeAsync();
    }
}
