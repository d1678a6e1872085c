using System.Net.WebSockets;
using LeakFleet.Fleet;
using LeakFleet.Server.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Tests;

/// <summary>The real server on a free port, over the real in-process fleet.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    /// <summary>How long a test waits for something that is about to happen: far above what it takes, so that only a fault reaches it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private const string FolderPrefix = "leakfleet-server-tests-";

    private readonly WebApplication _app;
    private readonly string? _folder;

    private RunningServer(WebApplication app, string? folder)
    {
        _app = app;
        _folder = folder;
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        Address = new Uri(address);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address, Timeout = Patience };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public InProcessFleet Fleet => _app.Services.GetRequiredService<IFleet>() switch { HalfFleet half => half.Whole, var fleet => (InProcessFleet)fleet };

    /// <summary>The fleet of a server that was started with one of which parts can be missing.</summary>
    public HalfFleet HalfFleet => (HalfFleet)_app.Services.GetRequiredService<IFleet>();

    public AgentRegistry Agents => _app.Services.GetRequiredService<AgentRegistry>();

    public T Service<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public static ServerOptions Options() => new()
    {
        Listen = "127.0.0.1:0",
        AckInterval = TimeSpan.FromMilliseconds(10),
        Fleet = new FleetOptions { WriteInterval = TimeSpan.FromMilliseconds(20) },
    };

    /// <summary>Options with which nothing is persisted before the test says so. The folder goes with the server.</summary>
    public static ServerOptions OptionsWithoutWrites()
    {
        var options = Options();
        options.StateFolder = Directory.CreateTempSubdirectory(FolderPrefix).FullName;
        options.Fleet.WriteInterval = TimeSpan.FromMinutes(10);
        options.Fleet.WriteMessagesMax = 10_000;
        return options;
    }

    public static async Task<RunningServer> Start(ServerOptions? options = null, IDocumentStore? documents = null, TimeProvider? clock = null, bool isHalfFleet = false)
    {
        options ??= Options();
        var app = LeakFleetServer.Build(options, services =>
        {
            services.AddLogging(logging => logging.ClearProviders());
            if (documents is not null) services.AddSingleton(documents);
            if (clock is not null) services.AddSingleton(clock);
            if (isHalfFleet) Halve(services);
        });
        await LeakFleetServer.Start(app, TestContext.Current.CancellationToken);
        return new RunningServer(app, options.StateFolder);
    }

    public Task<TestAgent> Connect(Action<ClientWebSocketOptions>? configure = null) => TestAgent.Connect(Address, configure);

    public Task Stop() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        if (_folder is not null && Path.GetFileName(_folder).StartsWith(FolderPrefix, StringComparison.Ordinal)) Directory.Delete(_folder, recursive: true);
    }

    private static void Halve(IServiceCollection services)
    {
        var usual = services.Last(service => service.ServiceType == typeof(IFleet)).ImplementationFactory!;
        services.Replace(ServiceDescriptor.Singleton<IFleet>(provider => new HalfFleet((InProcessFleet)usual(provider))));
    }
}
