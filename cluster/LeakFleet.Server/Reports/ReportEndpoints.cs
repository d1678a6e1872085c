using System.Text;
using System.Text.Json.Serialization;
using LeakFleet.Server.Api;
using LeakFleet.Server.Pages;
using LeakFleet.Server.Rounds;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Reports;

/// <summary>Reports in the API and as pages.</summary>
internal static class ReportEndpoints
{
    // A report styles itself, as mail readers need it; nothing else is loaded, and nothing runs.
    private const string DocumentPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox allow-top-navigation-by-user-activation";

    private static readonly CsvTable<ReportEntry> Table = new(
        ("id", r => r.Id), ("schedule", r => r.Schedule), ("toAt", r => r.ToAt), ("madeAt", r => r.MadeAt), ("open", r => r.Counts.Open), ("new", r => r.Counts.New),
        ("worsening", r => r.Counts.Worsening), ("improving", r => r.Counts.Improving), ("resolved", r => r.Counts.Resolved));

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1");
        api.MapRead("/reports", List);
        api.MapRead("/reports/{id}", One);
        api.MapWrite(HttpMethods.Post, "/report-schedules/{name}/run", Run);
        routes.MapRead(ReportsPageLoader.Path, Page);
        routes.MapRead("/reports/{id}", Document);
        ReportsPageForms.Map(routes);
    }

    private static IResult List(HttpContext context, ReportDesk desk, ReportArchive archive, FleetRounds rounds, TimeProvider clock)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow());
        if (refusal is not null) return refusal;
        var health = rounds.Health;
        var now = question.Now;
        var answer = new ReportsResponse(
            now,
            [.. desk.Schedules.Select(s => new ScheduleResponse(s.Name, s.Cron.ToString(), s.Zone.Id, s.Match, s.Receivers, s.NextAt(now)))],
            [.. archive.Index.Entries], health.ReportStoreFault.Length == 0 ? null : health.ReportStoreFault,
            health.ReportRoundFault.Length == 0 ? null : health.ReportRoundFault);
        return Answers.Of(question, answer, ReportApiJson.Default.ReportsResponse, answer.Reports, Table);
    }

    private static async Task<IResult> One(HttpContext context, string id, ReportArchive archive, ReportFormats formats, TimeProvider clock, CancellationToken cancellation)
    {
        var (question, refusal) = ApiQuestion.ReadForm(context, clock.GetUtcNow(), "json", "markdown", "html");
        if (refusal is not null) return refusal;
        if (await archive.Read(id, cancellation) is not { } report) return Missing(id);
        return question.Form switch
        {
            "markdown" => Results.Text(formats.Markdown(report), "text/markdown; charset=utf-8", Encoding.UTF8),
            "html" => Results.Text(await formats.Html(report), "text/html; charset=utf-8", Encoding.UTF8),
            _ => Results.Json(report, ReportJson.Default.Report),
        };
    }

    private static async Task<IResult> Run(string name, IRoundCommands rounds, ReportArchive archive, CancellationToken cancellation) =>
        await rounds.RunReport(name, cancellation) is { } id && await archive.Read(id, cancellation) is { } report
        ? Results.Json(report, ReportJson.Default.Report, statusCode: StatusCodes.Status201Created)
        : Problem.Result(404, "No such report", $"There is no schedule '{Printable.Show(name, 64)}'; GET /api/v1/reports lists them.");

    private static async Task Page(HttpContext context, PageRenderer renderer, ReportsPageLoader loader)
    {
        var form = SilenceForm.Suggest(context.Request.Query["silence"].ToString());
        await renderer.Render<ReportsPage>(context, StatusCodes.Status200OK, new() { [nameof(ReportsPage.Model)] = await loader.Load(context, form) });
    }

    private static async Task Document(HttpContext context, string id, ReportArchive archive, ReportFormats formats)
    {
        if (await archive.Read(id, context.RequestAborted) is not { } report)
        {
            await Missing(id).ExecuteAsync(context);
            return;
        }

        context.Response.Headers.ContentSecurityPolicy = DocumentPolicy;
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(await formats.Html(report), Encoding.UTF8, context.RequestAborted);
    }

    private static IResult Missing(string id) => Problem.Result(404, "No such report", $"There is no report '{Printable.Show(id, 100)}', or none any more.");
}

/// <param name="StoreFault">Why reports are kept in memory only; null while they are stored.</param>
/// <param name="RoundFault">Why reports that are due are not made yet; null when none waits.</param>
internal sealed record ReportsResponse(DateTimeOffset At, IReadOnlyList<ScheduleResponse> Schedules, IReadOnlyList<ReportEntry> Reports, string? StoreFault, string? RoundFault);

internal sealed record ScheduleResponse(string Name, string Cron, string TimeZone, string Match, IReadOnlyList<string> Receivers, DateTimeOffset? NextAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReportsResponse))]
internal sealed partial class ReportApiJson : JsonSerializerContext;
