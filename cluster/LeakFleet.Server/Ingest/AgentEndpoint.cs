using LeakFleet.Fleet;
using LeakFleet.Server.Access;
using LeakFleet.Server.Api;
using LeakFleet.Server.Evidence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Ingest;

/// <summary><c>/v1/agents</c>: where agents connect.</summary>
internal sealed class AgentEndpoint(
    IFleet fleet, AgentRegistry agents, AgentReach reach, ServerOptions options, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<AgentConnection> logger)
    : IDisposable
{
    public const string Path = "/v1/agents";
    public const string SubProtocol = "leakfleet.v1";

    private readonly SemaphoreSlim _largeFrames = new(options.LargeFramesMax);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapRead(Path, (HttpContext context, AgentEndpoint endpoint) => endpoint.Accept(context), route => route.RequireAuthorization(AccessPolicy.Agent));

    public void Dispose() => _largeFrames.Dispose();

    private async Task Accept(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.Headers.Upgrade = "websocket";
            await Problem.Write(context, StatusCodes.Status426UpgradeRequired, "Agents connect here by WebSocket", $"Sub-protocol {SubProtocol}.");
            return;
        }

        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(SubProtocol))
        {
            ServerMetrics.ConnectionsRefused.Add(1);
            await Problem.Write(context, StatusCodes.Status400BadRequest, "Unknown sub-protocol", $"This server speaks {SubProtocol}.");
            return;
        }

        if (!agents.TryEnter())
        {
            ServerMetrics.ConnectionsRefused.Add(1);
            context.Response.Headers.RetryAfter = "30";
            await Problem.Write(context, StatusCodes.Status503ServiceUnavailable, "Too many agents", "Every place for an agent is taken.");
            return;
        }

        ServerMetrics.Connections.Add(1);
        try
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync(Acceptance());
            var login = AgentLogin.From(context.User, clock.GetUtcNow());
            var remaining = login.Until - clock.GetUtcNow();
            using var expiry = new CancellationTokenSource(remaining > TimeSpan.Zero ? remaining : TimeSpan.Zero, clock);
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping, context.RequestAborted, expiry.Token);
            using var link = new AgentLink(socket, _largeFrames, options, clock);
            using var connection = new AgentConnection(link, login, fleet, agents, reach, options, clock, logger);
            await connection.Run(stopping.Token);
        }
        finally
        {
            ServerMetrics.Connections.Add(-1);
            agents.Leave();
        }
    }

    private WebSocketAcceptContext Acceptance() => new()
    {
        SubProtocol = SubProtocol,
        // Compression beside secrets can leak them by length (CRIME); frames carry no secret, and histograms shrink to a fifth.
        DangerousEnableCompression = true,
        // Keeps what lies between awake. No timeout for the answers: they queue behind frames that wait for the store, and the kernel
        // finds dead peers without them.
        KeepAliveInterval = options.IdleTimeout / 4,
        KeepAliveTimeout = Timeout.InfiniteTimeSpan,
    };
}
