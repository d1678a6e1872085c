using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary>What the heap of a process consists of, and what changed in it between two points in time.</summary>
internal static class HistogramEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapRead("/histograms/{key}", Answer);

    private static async Task<IResult> Answer(HttpContext context, string key, IFleet fleet, TimeProvider clock)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow(), "from", "to", "type");
        if (refusal is not null) return refusal;
        var (from, to) = (question.Time("from"), question.Time("to"));
        if (to is not null && from is null) question.Fault("to", "needs 'from': two points in time are compared");
        if (from > (to ?? question.Now)) question.Fault("from", "is after 'to': the range is empty");
        string? fault = null;
        var pattern = question.Value("type") is { Length: > 0 } text ? TextPattern.Parse(text, out fault) : null;
        if (fault is not null) question.Fault("type", fault);
        if (question.Refusal() is { } faults) return faults;
        var (detail, missing) = await ProcessEndpoint.Find(key, ProcessTrend.TypesMax, fleet, context.RequestAborted);
        if (detail is null) return missing!;

        var diff = from is { } start ? HeapDiff.Of(detail, start, to ?? question.Now) : null;
        var rows = diff?.Rows ?? [.. detail.Types.Select(t => new HeapDiffRow(t, null, null)).OrderByDescending(r => r.Type.Bytes)];
        var heap = detail.Summary.HeapBytes;
        var answer = new HistogramResponse(
            question.Now, detail.Summary.Key.ToString(),
            diff is null ? null : Instant.IfKnown(diff.FromUnixMilliseconds), diff is null ? null : Instant.IfKnown(diff.ToUnixMilliseconds),
            heap < 0 ? null : heap, heap < 0 ? null : Math.Max(0, heap - detail.Types.Sum(t => t.Bytes)), detail.LastCompleteness?.ToResponse(),
            [.. rows.Where(r => pattern is null || pattern.Matches(r.Type.Type)).Select(r => r.ToResponse())],
            [new("types-followed", "The types that are or were large or grew are followed one by one; otherBytes holds all others.")]);
        return Answers.Of(question, answer, ServerJson.Default.HistogramResponse, answer.Types, CsvTables.Histogram);
    }
}
