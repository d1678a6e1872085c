using LeakFleet.Fleet;
using LeakFleet.Server.Api;
using LeakFleet.Server.Pages;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Evidence;

/// <summary>Asks once more what holds the objects of a finding, whatever is known already. For admins: it costs a replica some of its agent's budget.</summary>
internal static class EvidenceEndpoint
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/api/v1/findings/{fingerprint}/evidence", [HttpMethods.Post], Ask);
        routes.MapMethods("/findings/{fingerprint}/evidence", [HttpMethods.Post], AskFromPage);
    }

    /// <summary>The button of a finding's page: back to it, whatever the answer; the page shows whether the finding is open still.</summary>
    private static async Task AskFromPage(HttpContext context, string fingerprint, IFleet fleet)
    {
        var service = context.Request.Query["service"].ToString();
        if (await FindingLook.Find(fleet, fingerprint, service, context.RequestAborted) is not { } look)
        {
            await Problem.Write(context, StatusCodes.Status404NotFound, "No such finding", $"The fleet knows no finding {Printable.Show(fingerprint, 32)}.");
            return;
        }

        var isAsked = look.Finding.Type.Length > 0 && await fleet.AskRetention(look.Finding.Service, look.Finding.OwnFingerprint, context.RequestAborted);
        SeeOther.To(context, $"{Links.Finding(look.Finding)}{(isAsked ? "&asked=yes" : "")}#retention");
    }

    private static async Task<IResult> Ask(HttpContext context, string fingerprint, IFleet fleet, TimeProvider clock)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow(), "service");
        if (refusal is not null) return refusal;
        if (await FindingLook.Find(fleet, fingerprint, question.Value("service"), context.RequestAborted) is not { } look)
            return Problem.Result(404, "No such finding", $"The fleet knows no finding {Printable.Show(fingerprint, 32)}.");
        if (look.Finding.Type.Length == 0) return Problem.Result(409, "Nothing can be looked for", $"A finding of kind {Printable.Show(look.Finding.Kind, 40)} names no type whose objects are held.");
        return look.Finding.State != FindingState.Resolved && await fleet.AskRetention(look.Finding.Service, look.Finding.OwnFingerprint, context.RequestAborted)
            ? Results.Accepted($"/api/v1/findings/{look.Finding.OwnFingerprint}?service={Uri.EscapeDataString(look.Finding.Service)}")
            : Problem.Result(409, "The finding is not open", "No process leaks by it any more.");
    }
}
