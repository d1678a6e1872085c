using LeakFleet.Fleet;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary>The lists: findings, processes, services and types, filtered, sorted, grouped and paged.</summary>
internal static class ListEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapRead("/findings", (HttpContext context, IFleet fleet, TimeProvider clock) => Answer(context, fleet, clock, QueryTarget.Findings, Findings));
        api.MapRead("/processes", (HttpContext context, IFleet fleet, TimeProvider clock) => Answer(context, fleet, clock, QueryTarget.Processes, Processes));
        api.MapRead("/services", (HttpContext context, IFleet fleet, TimeProvider clock) => Answer(context, fleet, clock, QueryTarget.Services, Services));
        api.MapRead("/types", (HttpContext context, IFleet fleet, TimeProvider clock) => Answer(context, fleet, clock, QueryTarget.Types, Types));
    }

    private static async Task<IResult> Answer(
        HttpContext context, IFleet fleet, TimeProvider clock, QueryTarget target, Func<ApiQuestion, IFleet, ListQuery, CancellationToken, Task<(IResult, string?)>> answer)
    {
        var (question, query, refusal) = ApiQuestion.Read(context, target, clock.GetUtcNow());
        if (query is null) return refusal!;
        var (result, nextCursor) = await (query.Group is null ? answer : Groups)(question, fleet, query, context.RequestAborted);
        // RFC 8288: the next page for clients that read no bodies, CSV's among them.
        if (nextCursor is not null) context.Response.Headers.Link = $"<{Next(context.Request, nextCursor)}>; rel=\"next\"";
        return result;
    }

    private static async Task<(IResult, string?)> Findings(ApiQuestion question, IFleet fleet, ListQuery query, CancellationToken cancellation)
    {
        var page = await fleet.Findings(query, cancellation);
        var answer = new FindingsResponse(question.Now, [.. page.Items.Select(f => f.ToResponse())], page.Total, page.NextCursor, page.Partial.ToResponse());
        return (Answers.Of(question, answer, ServerJson.Default.FindingsResponse, answer.Findings, CsvTables.Findings), page.NextCursor);
    }

    private static async Task<(IResult, string?)> Processes(ApiQuestion question, IFleet fleet, ListQuery query, CancellationToken cancellation)
    {
        var page = await fleet.Processes(query, cancellation);
        var answer = new ProcessesResponse(question.Now, [.. page.Items.Select(p => p.ToResponse())], page.Total, page.NextCursor, page.Partial.ToResponse());
        return (Answers.Of(question, answer, ServerJson.Default.ProcessesResponse, answer.Processes, CsvTables.Processes), page.NextCursor);
    }

    private static async Task<(IResult, string?)> Services(ApiQuestion question, IFleet fleet, ListQuery query, CancellationToken cancellation)
    {
        var page = await fleet.Services(query, cancellation);
        var answer = new ServicesResponse(question.Now, [.. page.Items.Select(s => s.ToResponse())], page.Total, page.NextCursor, page.Partial.ToResponse());
        return (Answers.Of(question, answer, ServerJson.Default.ServicesResponse, answer.Services, CsvTables.Services), page.NextCursor);
    }

    private static async Task<(IResult, string?)> Types(ApiQuestion question, IFleet fleet, ListQuery query, CancellationToken cancellation)
    {
        var page = await fleet.Types(query, cancellation);
        var answer = new FleetTypesResponse(question.Now, [.. page.Items.Select(t => t.ToResponse())], page.Total, page.NextCursor, page.Partial.ToResponse());
        return (Answers.Of(question, answer, ServerJson.Default.FleetTypesResponse, answer.Types, CsvTables.Types), page.NextCursor);
    }

    private static async Task<(IResult, string?)> Groups(ApiQuestion question, IFleet fleet, ListQuery query, CancellationToken cancellation)
    {
        var page = await fleet.Groups(query, cancellation);
        var answer = new GroupsResponse(question.Now, query.Group!.Name, [.. page.Items.Select(g => g.ToResponse())], page.Total, page.NextCursor, page.Partial.ToResponse());
        return (Answers.Of(question, answer, ServerJson.Default.GroupsResponse, answer.Groups, CsvTables.Groups), page.NextCursor);
    }

    private static string Next(HttpRequest request, string cursor)
    {
        var parameters = request.Query.Where(p => p.Key != "cursor").SelectMany(p => p.Value.Select(v => new KeyValuePair<string, string?>(p.Key, v)));
        return request.Path + QueryString.Create(parameters.Append(new("cursor", cursor)));
    }
}
