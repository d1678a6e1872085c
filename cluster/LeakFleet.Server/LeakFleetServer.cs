using LeakFleet.Fleet;
using LeakFleet.Server.Access;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Api;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Evidence;
using LeakFleet.Server.Hosting;
using LeakFleet.Server.Ingest;
using LeakFleet.Server.Metrics;
using LeakFleet.Server.Pages;
using LeakFleet.Server.Reports;
using LeakFleet.Server.Rounds;
using LeakFleet.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server;

/// <summary>The server as its hosts use it: <see cref="Build"/> and <see cref="Start"/> for a server of its own, the other two for one inside another host.</summary>
public static class LeakFleetServer
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A server that is ready to be started.</summary>
    /// <param name="more">Further services, or others in place of the usual ones.</param>
    /// <param name="runsRounds">Whether it runs the rounds of alerts and reports for as long as it runs. False where its host begins and ends <see cref="FleetRounds"/>.</param>
    /// <exception cref="StartupException">Options are wrong; the message names every fault.</exception>
    public static WebApplication Build(ServerOptions options, Action<IServiceCollection>? more = null, bool runsRounds = true)
    {
        ArgumentNullException.ThrowIfNull(options);
        var faults = options.Validate();
        if (faults.Count > 0) throw new StartupException(string.Join("; ", faults));

        var builder = Builder(options);
        builder.Services.AddLeakFleetServer(options);
        if (runsRounds) builder.Services.AddLeakFleetRounds();
        more?.Invoke(builder.Services);

        var app = builder.Build();
        app.MapLeakFleet();
        return app;
    }

    /// <summary>Nothing but this process's metrics and its health, for an agent without a server beside it.</summary>
    /// <param name="trouble">Why the agent does not do its work; null while it does.</param>
    /// <exception cref="StartupException">Options are wrong; the message names every fault.</exception>
    public static WebApplication BuildMetrics(ServerOptions options, Func<string?> trouble, Action<IServiceCollection>? more = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(trouble);
        var faults = options.Validate();
        if (faults.Count > 0) throw new StartupException(string.Join("; ", faults));
        var builder = Builder(options);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(_ => MetricsEndpoint.CreateRegistry());
        builder.Services.AddRoutingCore();
        builder.Services.AddAccess(options.Access);
        more?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<FaultBarrier>();
        app.UseMiddleware<RequestGuard>();
        app.UseAuthentication();
        app.UseAuthorization();
        MetricsEndpoint.Map(app);
        HealthEndpoint.Map(app, trouble);
        app.Services.GetRequiredService<MetricRegistry>();
        return app;
    }

    /// <summary>Starts what <see cref="BuildMetrics"/> built.</summary>
    /// <exception cref="StartupException">The port is in use, or may not be used.</exception>
    public static Task StartMetrics(WebApplication app, CancellationToken cancellation = default) => Listen(app, cancellation);

    /// <summary>Starts a server, with one line about why when it cannot.</summary>
    /// <exception cref="StartupException">The port or the state folder is in use, or may not be used.</exception>
    public static async Task Start(WebApplication app, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            // The fleet first: an agent that connects at once must find everything that was persisted.
            app.Services.GetRequiredService<IFleet>();
        }
        catch (StateStoreException exception)
        {
            throw new StartupException(exception.Message, exception);
        }

        await Listen(app, cancellation);
    }

    /// <summary>Everything the server needs. The fleet is the in-process one unless another was registered before.</summary>
    public static void AddLeakFleetServer(this IServiceCollection services, ServerOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.TryAddSingleton<IFleet>(InProcess);
        services.AddSingleton<AgentRegistry>();
        services.AddSingleton(p => new ConnectedAgents(p.GetRequiredService<AgentRegistry>()));
        services.AddSingleton<AgentEndpoint>();
        services.AddSingleton<AgentReach>();
        services.AddHostedService<EvidenceService>();
        services.AddSingleton<PageRenderer>();
        services.AddRoutingCore();
        services.AddAccess(options.Access);
        services.TryAddSingleton<IDocumentStore>(
            options.StateFolder is { } folder ? new FileDocumentStore(Path.Combine(folder, "documents")) : new MemoryDocumentStore());
        services.AddSingleton(p => MetricsEndpoint.CreateRegistry(p.GetRequiredService<AgentRegistry>()));
        services.AddSingleton<FleetGauges>();
        services.AddHostedService<FleetGaugeService>();
        if (options.Config.Otlp is { } otlp) services.AddHostedService(_ => new OtlpService(otlp));
        services.AddSingleton(options.Config.Alerts);
        services.AddSingleton(options.Config.Reports);
        services.AddSingleton<ReportArchive>();
        services.AddSingleton(new NavEntry("Reports", ReportsPageLoader.Path));
        services.AddSingleton<ReportReader>();
        services.AddSingleton<ReportDesk>();
        services.AddSingleton(p => new ReportFormats(p, p.GetRequiredService<ILoggerFactory>(), p.GetRequiredService<ReportArchive>(), options.Config.ExternalUrl));
        services.AddSingleton<AlertDesk>();
        services.AddSingleton<ReportsPageLoader>();
        services.AddSingleton(p => new DeliveryDesk(
            options.Config.Receivers, options.Config.ExternalUrl, p.GetRequiredService<ReportReader>(), p.GetRequiredService<IDocumentStore>(), options.Config.Delivery,
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<DeliveryDesk>>()));
        services.AddSingleton(p => new AlertmanagerFeeds(
            p.GetRequiredService<DeliveryDesk>(), p.GetRequiredService<AlertDesk>(), options.Config.Alerts, options.Config.ExternalUrl,
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<AlertmanagerFeed>>()));
        services.AddSingleton<DeliveryService>();
        services.AddSingleton<AlertService>();
        services.AddSingleton(Rounds);
        services.TryAddSingleton<IRoundCommands>(p => p.GetRequiredService<FleetRounds>());
    }

    private static FleetRounds Rounds(IServiceProvider services) => new(
        services.GetRequiredService<DeliveryDesk>(), services.GetRequiredService<DeliveryService>(), services.GetRequiredService<AlertDesk>(),
        services.GetRequiredService<AlertService>(), services.GetRequiredService<ReportDesk>(), services.GetRequiredService<ReportArchive>(), services.GetRequiredService<AlertmanagerFeeds>());

    /// <summary>
    /// The rounds that one process of a fleet runs: alerts, reports and their delivery. Hosts with several servers run them elsewhere, once.
    /// </summary>
    public static void AddLeakFleetRounds(this IServiceCollection services)
    {
        // In this order: what is posted needs its queues loaded, or it could be sent twice.
        services.AddHostedService(p => p.GetRequiredService<DeliveryService>());
        services.AddHostedService(p => p.GetRequiredService<AlertService>());
        services.AddHostedService<ReportService>();
    }

    /// <summary>The ingest endpoint, the query API and the pages.</summary>
    public static void MapLeakFleet(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<FaultBarrier>();
        app.UseWebSockets();
        app.UseMiddleware<RequestGuard>();
        app.UseAuthentication();
        app.UseAuthorization();
        AgentEndpoint.Map(app);
        ApiEndpoints.Map(app);
        EvidenceEndpoint.Map(app);
        AlertEndpoints.Map(app);
        ReportEndpoints.Map(app);
        MetricsEndpoint.Map(app);
        // Before anything counts: what is measured earlier it does not hear.
        app.Services.GetRequiredService<MetricRegistry>();
        PageEndpoints.Map(app);
    }

    private static InProcessFleet InProcess(IServiceProvider services)
    {
        var options = services.GetRequiredService<ServerOptions>();
        IStateStore store = options.StateFolder is { } folder
            ? FileStateStore.Open(folder, services.GetRequiredService<ILogger<FileStateStore>>())
            : new MemoryStateStore();
        return InProcessFleet.Start(
            store, options.Fleet, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<InProcessFleet>>());
    }

    private static WebApplicationBuilder Builder(ServerOptions options)
    {
        // No arguments, no settings files of the working folder: what configures the server is its options alone.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel => Listener.Limit(kestrel, options));
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endPoint => Listener.Bind(endPoint, options));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        QuietLog.Configure(builder.Logging);
        return builder;
    }

    private static async Task Listen(WebApplication app, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (StateStoreException exception)
        {
            throw new StartupException(exception.Message, exception);
        }
        catch (Exception exception) when (Listener.Reason(exception, app.Services.GetRequiredService<ServerOptions>()) is { } reason)
        {
            throw new StartupException(reason, exception);
        }
    }
}
