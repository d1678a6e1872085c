using System.Text.Json;
using LeakFleet.Server.Api;
using LeakFleet.Server.Delivery;
using LeakFleet.Server.Rounds;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Alerts;

/// <summary>Alerts, silences and receivers in the API.</summary>
internal static class AlertEndpoints
{
    private const int BodyBytesMax = 64 * 1024;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1");
        api.MapRead("/alerts", Alerts);
        api.MapRead("/receivers", Receivers);
        api.MapRead("/silences", Silences);
        api.MapWrite(HttpMethods.Post, "/silences", Silence);
        api.MapWrite(HttpMethods.Delete, "/silences/{id}", EndSilence);
        api.MapWrite(HttpMethods.Post, "/receivers/{name}/dead-letters/{id}/retry", Retry);
    }

    private static IResult Alerts(HttpContext context, AlertDesk desk, FleetRounds rounds, TimeProvider clock)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow());
        if (refusal is not null) return refusal;
        var health = rounds.Health;
        var answer = new AlertsResponse(question.Now, [.. desk.Alerts.Select(ToResponse)], Fault(health.AlertStoreFault), Fault(health.AlertRoundFault));
        return Answers.Of(question, answer, AlertApiJson.Default.AlertsResponse, answer.Alerts, AlertTables.Alerts);
    }

    private static IResult Receivers(HttpContext context, FleetRounds rounds, TimeProvider clock)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow());
        if (refusal is not null) return refusal;
        var answer = new ReceiversResponse(question.Now, [.. rounds.Receivers.Select(ToResponse)]);
        return Answers.Of(question, answer, AlertApiJson.Default.ReceiversResponse, answer.Receivers, AlertTables.Receivers);
    }

    private static async Task<IResult> Silences(HttpContext context, AlertDesk desk, TimeProvider clock, CancellationToken cancellation)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow());
        if (refusal is not null) return refusal;
        var answer = new SilencesResponse(question.Now, [.. (await desk.Silences(cancellation)).Select(ToResponse)]);
        return Answers.Of(question, answer, AlertApiJson.Default.SilencesResponse, answer.Silences, AlertTables.Silences);
    }

    private static async Task<IResult> Silence(HttpContext context, IRoundCommands rounds, TimeProvider clock, CancellationToken cancellation)
    {
        var (request, fault) = await Read(context, cancellation);
        if (request is null) return Problem.Result(400, "This is not a silence", fault);
        var (silence, faults) = SilenceReader.Read(request.Match, request.Duration, request.Comment, clock.GetUtcNow());
        if (silence is null) return Problem.Faults(faults, "This silence cannot be");
        return await rounds.Silence(silence, cancellation)
            ? Results.Json(ToResponse(silence), AlertApiJson.Default.SilenceResponse, statusCode: StatusCodes.Status201Created)
            : Problem.Result(409, "There are too many silences", "End some of them first.");
    }

    private static async Task<IResult> EndSilence(string id, IRoundCommands rounds, CancellationToken cancellation) =>
        await rounds.EndSilence(id, cancellation) ? Results.NoContent() : Problem.Result(404, "No such silence", $"There is no silence {Printable.Show(id, 64)}.");

    private static async Task<IResult> Retry(string name, string id, IRoundCommands rounds, CancellationToken cancellation) =>
        await rounds.Retry(name, id, cancellation) ? Results.Accepted() : Problem.Result(404, "No such dead letter", "GET /api/v1/receivers lists those there are.");

    private static async Task<(SilenceRequest?, string)> Read(HttpContext context, CancellationToken cancellation)
    {
        if (context.Request.ContentLength > BodyBytesMax) return (null, $"The body is larger than {BodyBytesMax} bytes.");
        try
        {
            var buffer = new byte[BodyBytesMax + 1];
            var read = await context.Request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
            if (read > BodyBytesMax) return (null, $"The body is larger than {BodyBytesMax} bytes.");
            return (JsonSerializer.Deserialize(buffer.AsSpan(0, read), AlertApiJson.Default.SilenceRequest), "It needs a JSON object with match, and perhaps duration and comment.");
        }
        catch (JsonException e)
        {
            return (null, Printable.Show(e.Message.ReplaceLineEndings(" ")));
        }
    }

    private static AlertResponse ToResponse(Alert alert) => new(
        alert.Id, alert.Phase switch { AlertPhase.Firing => "firing", AlertPhase.Pending => "pending", _ => "resolved" }, alert.PhaseSince, alert.FiringSince,
        alert.MissingSince, alert.IsSilenced, alert.Facts.Service, alert.Facts.Fingerprint, alert.Facts.Kind, alert.Facts.Type, alert.Facts.Sentence,
        alert.Labels, [.. alert.Told.Keys.Order(StringComparer.Ordinal)]);

    private static SilenceResponse ToResponse(Silence silence) => new(silence.Id, silence.Match, silence.StartsAt, silence.EndsAt, silence.Comment);

    private static string? Fault(string text) => text.Length == 0 ? null : text;

    private static ReceiverResponse ToResponse(LaneStatus lane) => new(
        lane.Receiver, lane.Kind.ToString().ToLowerInvariant(), lane.Target, lane.Queued, lane.OldestQueuedAt, lane.Delivered, lane.Failed, lane.Dropped,
        lane.LastDeliveredAt, Fault(lane.LastFault), Fault(lane.StoreFault),
        [.. lane.DeadLetters.Select(d => new DeadLetterResponse(d.Notice.Id, d.Notice.At, d.At, d.Attempts, d.Fault))]);
}
