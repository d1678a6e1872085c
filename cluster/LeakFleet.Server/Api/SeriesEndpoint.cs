using LeakFleet.Detection;
using LeakFleet.Fleet;
using LeakFleet.Server.Charts;
using LeakFleet.Server.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LeakFleet.Server.Api;

/// <summary>Series over time: of one process, or of what grows in every replica that a finding affects.</summary>
internal static class SeriesEndpoint
{
    private const int SeriesMax = 64;

    public static void Map(IEndpointRouteBuilder api) => api.MapRead("/series", Answer);

    private static async Task<IResult> Answer(HttpContext context, IFleet fleet, TimeProvider clock)
    {
        var (question, refusal) = ApiQuestion.Read(context, clock.GetUtcNow(), "process", "fingerprint", "service", "type", "from", "to");
        if (refusal is not null) return refusal;
        var (from, to) = (question.Time("from"), question.Time("to"));
        if (from > to) question.Fault("from", "is after 'to': the range is empty");
        var (process, fingerprint, type) = (question.Value("process"), question.Value("fingerprint"), question.Value("type"));
        if ((process.Length > 0) == (fingerprint.Length > 0)) question.Fault("process", "or fingerprint must be given, one of them");
        else if (fingerprint.Length > 0 && type.Length > 0) question.Fault("type", "goes with 'process': of a finding there is the series of what grows in each replica");
        else if (process.Length > 0 && question.Value("service").Length > 0) question.Fault("service", "goes with 'fingerprint': a key names one process of one service");
        string? fault = null;
        var pattern = type.Length == 0 ? null : TextPattern.Parse(type, out fault);
        if (fault is not null) question.Fault("type", fault);
        if (question.Refusal() is { } faults) return faults;

        var series = new List<OneSeriesResponse>();
        var partial = new List<PartialResponse>();
        if (process.Length > 0)
        {
            var (detail, missing) = await ProcessEndpoint.Find(process, pattern is null ? null : ProcessTrend.TypesMax, fleet, context.RequestAborted);
            if (detail is null) return missing!;
            if (pattern is null) series.AddRange([Whole(detail, "heap", detail.HeapBytes), Whole(detail, "rss", detail.RssBytes), .. detail.Measures.Select(m => Of(detail, m))]);
            series.AddRange(detail.Types.Where(t => pattern is null || pattern.Matches(t.Type)).Select(t => Of(detail, t)));
        }
        else
        {
            if (await FindingLook.Find(fleet, fingerprint, question.Value("service"), context.RequestAborted) is not { } look)
                return Problem.Result(404, "No such finding", "The fleet knows no finding of this fingerprint.");
            partial.AddRange(look.Partial.ToResponse());
            var there = await FindingSeries.Of(look, fleet, SeriesMax, context.RequestAborted);
            if (there.Beyond > 0)
                partial.Add(new("series-cut", $"{look.Finding.Processes.Count} replicas are affected: the series of {SeriesMax} are here. 'process' asks for one of the others."));
            if ((there with { Beyond = 0 }).LeftOut("here", SeriesMax) is { Length: > 0 } missing) partial.Add(new("series-missing", missing));
            foreach (var found in there.Series)
            {
                series.Add(found switch
                {
                    { Type: { } grown } => Of(found.Detail, grown),
                    { Measure: { } measure } => Of(found.Detail, measure),
                    _ => Whole(found.Detail, "rss", found.Detail.RssBytes),
                });
            }
        }

        if (series.Count > SeriesMax) partial.Add(new("series-cut", $"{series.Count} series match: {SeriesMax} are here. Name a type."));
        var answer = new SeriesResponse(question.Now, [.. series.Take(SeriesMax).Select(s => s with { Points = [.. s.Points.Where(p => !(p.At < from) && !(p.At > to))] })], partial);
        return Answers.Of(question, answer, ServerJson.Default.SeriesResponse, answer.Series.SelectMany(s => s.Points, (s, p) => (s, p)), CsvTables.Series);
    }

    private static OneSeriesResponse Whole(ProcessDetail detail, string measure, IReadOnlyList<Sample> samples) => Of(detail, measure, "", "bytes", null, samples);

    private static OneSeriesResponse Of(ProcessDetail detail, TypeSeries type) => Of(detail, "type", type.Type, "bytes", type.BytesPerHour, type.Series);

    private static OneSeriesResponse Of(ProcessDetail detail, MeasureSeries measure) => MeasureWords.Unit(measure.Measure) is ChartUnit.Bytes
        ? Of(detail, MeasureWords.Name(measure.Measure), "", "bytes", measure.PerHour, measure.Samples)
        : Of(detail, MeasureWords.Name(measure.Measure), "", "count", null, measure.Samples) with { PerHour = ResponseMapping.Finite(measure.PerHour) };

    private static OneSeriesResponse Of(ProcessDetail detail, string measure, string type, string unit, double? bytesPerHour, IReadOnlyList<Sample> samples)
    {
        var process = detail.Summary;
        return new OneSeriesResponse(
            process.Key.ToString(), process.Service, process.Version, Instant.IfKnown(process.StartedUnixMilliseconds), measure, type, unit,
            ResponseMapping.Finite(bytesPerHour), ResponseMapping.Points(samples));
    }
}
