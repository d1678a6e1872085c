using LeakFleet.Fleet;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary>One finding with all that is known of it.</summary>
internal static class FindingEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapRead("/findings/{fingerprint}", Answer);

    private static async Task<IResult> Answer(HttpContext context, string fingerprint, IFleet fleet, TimeProvider clock)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow(), "service");
        if (refusal is not null) return refusal;
        if (await FindingLook.Find(fleet, fingerprint, question.Value("service"), context.RequestAborted) is not { } look)
            return Problem.Result(404, "No such finding", $"The fleet knows no finding {Printable.Show(fingerprint, 32)}. What was resolved is remembered for a time only.");
        var answer = new FindingDetailResponse(
            question.Now, look.Finding.ToResponse(), look.OtherServices,
            look.Growing.ToResponse(), look.Evidence, [.. look.RuledOut.Select(r => new RuledOutResponse(r.Kind, r.Reason))],
            [.. look.Replicas.Select(p => p.ToResponse())], look.Partial.ToResponse(),
            look.Finding.Retention?.ToResponse());
        return Answers.Of(question, answer, ServerJson.Default.FindingDetailResponse, [answer.Finding], CsvTables.Findings);
    }
}
