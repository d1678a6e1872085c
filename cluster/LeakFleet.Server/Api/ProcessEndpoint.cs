using LeakFleet.Fleet;
using LeakFleet.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary>One process with its series.</summary>
internal static class ProcessEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapRead("/processes/{key}", Answer);

    /// <summary>The process of a key in an address; null with the refusal.</summary>
    public static async Task<(ProcessDetail? Detail, IResult? Refusal)> Find(string key, int? typesMax, IFleet fleet, CancellationToken cancellation)
    {
        if (!ProcessKey.TryParse(key, out var process))
            return (null, Problem.Result(400, "This is not a process key", "A key has the form node~boot~pid~start, as /api/v1/processes lists it."));
        var detail = await fleet.Process(process, typesMax, cancellation);
        return (detail, detail is null ? Problem.Result(404, "No such process", $"The fleet knows no process {process}.") : null);
    }

    private static async Task<IResult> Answer(HttpContext context, string key, IFleet fleet, TimeProvider clock)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow());
        if (refusal is not null) return refusal;
        var (detail, missing) = await Find(key, null, fleet, context.RequestAborted);
        if (detail is null) return missing!;
        var answer = detail.ToResponse(question.Now);
        return Answers.Of(question, answer, ServerJson.Default.ProcessDetailResponse, [answer.Process], CsvTables.Processes);
    }
}
