namespace LeakFleet.Server.Api;

/// <summary>Answer of <c>/api/v1/series</c>.</summary>
public sealed record SeriesResponse(DateTimeOffset At, IReadOnlyList<OneSeriesResponse> Series, IReadOnlyList<PartialResponse> Partial);
