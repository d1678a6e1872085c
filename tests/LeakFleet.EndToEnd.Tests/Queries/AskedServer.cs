using LeakFleet.Fleet;
using LeakFleet.Server;
using LeakFleet.Server.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakFleet.EndToEnd.Tests.Queries;

/// <summary>A server with a small fleet, for the commands to ask: a version that leaks, the one before, and a service with a hostile name.</summary>
public sealed class AskedServer : IAsyncLifetime
{
    public const string HostileService = "evil\u001b[2J\u202Ename";

    private WebApplication? _app;

    public string Url { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = LeakFleetServer.Build(new ServerOptions { Listen = "127.0.0.1:0" }, services => services.AddLogging(logging => logging.ClearProviders()));
        await LeakFleetServer.Start(_app);
        var fleet = (InProcessFleet)_app.Services.GetRequiredService<IFleet>();
        await new SampleProcess(100).Live(fleet, 500_000);
        await new SampleProcess(101, version: "1.3.0").Live(fleet, 0);
        await new SampleProcess(102, HostileService, "=1+1\u001b[2J").Live(fleet, 0);
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
