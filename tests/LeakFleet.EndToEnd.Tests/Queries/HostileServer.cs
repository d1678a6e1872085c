using LeakFleet.Fleet;
using LeakFleet.Server;
using LeakFleet.Server.Tests;
using LeakFleet.Server.Tests.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakFleet.EndToEnd.Tests.Queries;

/// <summary>A server for the commands to ask, whose fleet has hostile names for everything that a target can name.</summary>
public sealed class HostileServer : IAsyncLifetime
{
    private const int NameCharsMax = 120;

    private WebApplication? _app;

    public string Url { get; private set; } = "";

    public IReadOnlyList<FleetFinding> Findings { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        _app = LeakFleetServer.Build(new ServerOptions { Listen = "127.0.0.1:0" }, services => services.AddLogging(logging => logging.ClearProviders()));
        await LeakFleetServer.Start(_app);
        var fleet = (InProcessFleet)_app.Services.GetRequiredService<IFleet>();
        foreach (var (name, i) in HostileNames.All.Select((name, i) => (name, i)))
        {
            var cut = name.Length > NameCharsMax ? name[..NameCharsMax] : name;
            var process = new SampleProcess(100 + i, cut, cut) { Type = name, Labels = new() { ["k8s.pod.name"] = name, ["team"] = name } };
            await process.Live(fleet, 500_000);
            await fleet.Ingest(process.Retention());
        }

        Findings = await fleet.Findings();
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
