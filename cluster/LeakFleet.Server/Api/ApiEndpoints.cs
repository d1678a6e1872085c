using LeakFleet.Server.Ingest;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary>The query API, <c>/api/v1</c>, and what no other part of the server answers.</summary>
internal static class ApiEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1");
        ListEndpoints.Map(api);
        FindingEndpoint.Map(api);
        ProcessEndpoint.Map(api);
        SeriesEndpoint.Map(api);
        HistogramEndpoint.Map(api);
        api.MapRead("/agents", Agents);
        api.MapRead("/openapi.json", () => Results.Bytes(OpenApiDocument.Bytes, "application/json"));
        HealthEndpoint.Map(routes, () => null);
        routes.MapFallback("{*path}", NotFound);
    }

    private static IResult Agents(HttpContext context, AgentRegistry agents, TimeProvider clock)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow());
        if (refusal is not null) return refusal;
        var answer = new AgentsResponse(question.Now, [.. agents.List().Select(a => a.ToResponse())]);
        return Answers.Of(question, answer, ServerJson.Default.AgentsResponse, answer.Agents, CsvTables.Agents);
    }

    private static Task NotFound(HttpContext context) =>
        Problem.Write(context, StatusCodes.Status404NotFound, "There is nothing at this address", "The front page is at /, the query API at /api/v1, its description at /api/v1/openapi.json.");
}
