using System.Text.Json.Serialization.Metadata;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary>The query API, <c>/api/v1</c>, and <c>/healthz</c>.</summary>
internal static class ApiEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").AddEndpointFilter(NoUnknownParameters);
        api.MapRead("/processes", Processes);
        api.MapRead("/processes/{key}", Process);
        api.MapRead("/findings", Findings);
        api.MapRead("/services", Services);
        api.MapRead("/agents", Agents);
        routes.MapRead("/healthz", () => Json(new HealthResponse("ok", ServerVersion.Text), ServerJson.Default.HealthResponse));
        routes.MapFallback("{*path}", NotFound);
    }

    private static async Task<IResult> Processes(IFleet fleet, TimeProvider clock, CancellationToken cancellation)
    {
        var processes = await fleet.Processes(cancellation);
        return Json(new ProcessesResponse(clock.GetUtcNow(), [.. processes.Select(p => p.ToResponse())]), ServerJson.Default.ProcessesResponse);
    }

    private static async Task<IResult> Process(string key, IFleet fleet, TimeProvider clock, CancellationToken cancellation)
    {
        if (!ProcessKey.TryParse(key, out var process))
            return Problem.Result(400, "This is not a process key", "A key has the form node~boot~pid~start, as /api/v1/processes lists it.");
        return await fleet.Process(process, cancellation: cancellation) is { } detail
            ? Json(detail.ToResponse(clock.GetUtcNow()), ServerJson.Default.ProcessDetailResponse)
            : Problem.Result(404, "No such process", $"The fleet knows no process {process}.");
    }

    private static async Task<IResult> Findings(IFleet fleet, TimeProvider clock, CancellationToken cancellation)
    {
        var findings = await fleet.Findings(cancellation);
        return Json(new FindingsResponse(clock.GetUtcNow(), [.. findings.Select(f => f.ToResponse())]), ServerJson.Default.FindingsResponse);
    }

    private static async Task<IResult> Services(IFleet fleet, TimeProvider clock, CancellationToken cancellation)
    {
        var services = await fleet.Services(cancellation);
        return Json(new ServicesResponse(clock.GetUtcNow(), [.. services.Select(s => s.ToResponse())]), ServerJson.Default.ServicesResponse);
    }

    private static IResult Agents(AgentRegistry agents, TimeProvider clock) =>
        Json(new AgentsResponse(clock.GetUtcNow(), [.. agents.List().Select(a => a.ToResponse())]), ServerJson.Default.AgentsResponse);

    private static Task NotFound(HttpContext context) =>
        Problem.Write(context, StatusCodes.Status404NotFound, "There is nothing at this address", "The front page is at /, the query API at /api/v1.");

    // A misspelt filter that is ignored answers another question than the one asked.
    private static async ValueTask<object?> NoUnknownParameters(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        foreach (var name in context.HttpContext.Request.Query.Keys)
            return Problem.Result(400, "Unknown query parameter", $"'{Text.Printable.Show(name, 64)}' is not a parameter of this address; it has none.");
        return await next(context);
    }

    private static IResult Json<T>(T answer, JsonTypeInfo<T> type) => Results.Json(answer, type);
}
