using LeakFleet.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LeakFleet.Cli.Hosting;

/// <summary>The metrics and the health of this process at an address of their own.</summary>
internal sealed class RunningMetrics : IAsyncDisposable
{
    private readonly WebApplication? _app;

    private RunningMetrics(WebApplication? app) => _app = app;

    /// <param name="options">Null shows them nowhere.</param>
    /// <param name="trouble">Why the agent does not do its work; null while it does.</param>
    public static async Task<RunningMetrics> StartAsync(ServerOptions? options, Func<string?> trouble, CancellationToken cancellation)
    {
        if (options is null) return new RunningMetrics(null);
        var app = LeakFleetServer.BuildMetrics(options, trouble, services => services.AddSingleton<IHostLifetime, CommandLifetime>());
        try
        {
            await LeakFleetServer.StartMetrics(app, cancellation);
            Console.WriteLine($"Metrics at {app.Urls.First()}/metrics");
            return new RunningMetrics(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
