using LeakFleet.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Cli.Hosting;

/// <summary>A server inside this process. Disposing it writes what is not written yet.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningServer(WebApplication app, Uri url) => (_app, Url) = (app, url);

    /// <summary>Where it listens; with port 0, the port it was given.</summary>
    public Uri Url { get; }

    public static async Task<RunningServer> StartAsync(ServerOptions options, Action<ILoggingBuilder> loudness, CancellationToken cancellation)
    {
        var app = LeakFleetServer.Build(options, services => services.AddLogging(loudness).AddSingleton<IHostLifetime, CommandLifetime>());
        try
        {
            await LeakFleetServer.Start(app, cancellation);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new RunningServer(app, new Uri(addresses.First() + "/"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
