using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text;
using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Ingest;
using LeakFleet.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LeakFleet.Server.Metrics;

/// <summary><c>/metrics</c>, for Prometheus.</summary>
internal static class MetricsEndpoint
{
    public const string Path = "/metrics";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapRead(Path, Write);

    /// <summary>Listens to every meter of this process that is LeakFleet's, an agent's beside the server too, and to the runtime's own.</summary>
    /// <param name="server">Whose meters to hear beside those that are the whole process's: another server in it has a fleet of its own, whose gauges would replace these.</param>
    public static MetricRegistry CreateRegistry(AgentRegistry? server = null)
    {
        // Instruments exist once their class is touched, and count for the reader only from then on.
        RuntimeHelpers.RunClassConstructor(typeof(ServerMetrics).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(FleetMetrics).TypeHandle);
        return new MetricRegistry(meter => IsWanted(meter) && (meter.Scope is null || meter.Scope == server));
    }

    public static bool IsWanted(Meter meter) => meter.Name.StartsWith("LeakFleet.", StringComparison.Ordinal) || meter.Name == "System.Runtime";

    private static Task Write(HttpContext context)
    {
        var registry = context.RequestServices.GetRequiredService<MetricRegistry>();
        var type = Exposition.ContentType(context.Request.Headers.Accept);
        context.Response.ContentType = type;
        return context.Response.WriteAsync(Exposition.Write(registry, type), Encoding.UTF8, context.RequestAborted);
    }
}
