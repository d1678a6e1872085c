using LeakFleet.Fleet;
using LeakFleet.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakFleet.EndToEnd.Tests.Queries;

/// <summary>A server for the commands to ask, with a fleet that was put into it.</summary>
public abstract class FilledServer : IAsyncLifetime
{
    private WebApplication? _app;

    public string Url { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = LeakFleetServer.Build(new ServerOptions { Listen = "127.0.0.1:0" }, services => services.AddLogging(logging => logging.ClearProviders()));
        await LeakFleetServer.Start(_app);
        await Fill((InProcessFleet)_app.Services.GetRequiredService<IFleet>());
        Url = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    protected abstract Task Fill(InProcessFleet fleet);
}
