using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using LeakFleet.Server.Api;
using LeakFleet.Server.Pages;
using LeakFleet.Server.Rounds;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Reports;

/// <summary>
/// What can be changed on the page of reports and alerts, by forms that need no script. Pages of other sites cannot send them: their Origin gives them away
/// (<see cref="Hosting.RequestGuard"/>).
/// </summary>
internal static class ReportsPageForms
{
    private const int FormBytesMax = 64 * 1024;

    private static readonly string[] Fields = ["match", "duration", "comment"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var page = routes.MapGroup(ReportsPageLoader.Path);
        page.MapWrite(HttpMethods.Post, "/silences", Silence);
        page.MapWrite(HttpMethods.Post, "/silences/{id}/end", EndSilence);
        page.MapWrite(HttpMethods.Post, "/schedules/{name}/run", Run);
        page.MapWrite(HttpMethods.Post, "/receivers/{name}/dead-letters/{id}/retry", Retry);
    }

    private static async Task Silence(HttpContext context, IRoundCommands rounds, ReportsPageLoader loader, PageRenderer renderer, TimeProvider clock)
    {
        if (!context.Request.HasFormContentType || context.Request.ContentLength is null or > FormBytesMax)
        {
            await Problem.Write(context, StatusCodes.Status400BadRequest, "This is not the form of a silence", $"It is sent by the page {ReportsPageLoader.Path}; programs use POST /api/v1/silences.");
            return;
        }

        var sent = await context.Request.ReadFormAsync(context.RequestAborted);
        var form = new SilenceForm(sent["match"].ToString(), sent["duration"].ToString(), sent["comment"].ToString(), []);
        var (silence, faults) = SilenceReader.Read(form.Match, form.Duration, form.Comment, clock.GetUtcNow());
        // A misspelt field that is ignored would make another silence than was meant.
        faults = [.. faults, .. sent.Keys.Where(name => !Fields.Contains(name)).Select(name => new QueryFault(name, "is not a field of this form"))];
        if (silence is not null && faults.Count == 0 && await rounds.Silence(silence, context.RequestAborted))
        {
            BackTo(context, "silences");
            return;
        }

        if (faults.Count == 0) faults = [new QueryFault("match", "there are too many silences; end some of them first")];
        await renderer.Render<ReportsPage>(context, StatusCodes.Status400BadRequest, new() { [nameof(ReportsPage.Model)] = await loader.Load(context, form with { Faults = faults }) });
    }

    /// <summary>One that is over already is what was wanted.</summary>
    private static async Task EndSilence(HttpContext context, string id, IRoundCommands rounds)
    {
        await rounds.EndSilence(id, context.RequestAborted);
        BackTo(context, "silences");
    }

    private static async Task Run(HttpContext context, string name, IRoundCommands rounds)
    {
        if (await rounds.RunReport(name, context.RequestAborted) is null)
            await Problem.Write(context, StatusCodes.Status404NotFound, "No such report", $"There is no schedule '{Printable.Show(name, 64)}'.");
        else BackTo(context, "reports");
    }

    /// <summary>One that is gone was sent meanwhile, or tried again by somebody else.</summary>
    private static async Task Retry(HttpContext context, string name, string id, IRoundCommands rounds)
    {
        await rounds.Retry(name, id, context.RequestAborted);
        BackTo(context, "receivers");
    }

    private static void BackTo(HttpContext context, string section) => SeeOther.To(context, $"{ReportsPageLoader.Path}#{section}");
}
