namespace LeakFleet.Server.Api;

/// <summary>One type of one process: what it did and what that means.</summary>
public sealed record TypeResponse(
    string Type,
    string Assembly,
    string Verdict,
    double? BytesPerHour,
    double? PValue,
    long Count,
    long Bytes,
    IReadOnlyList<PointResponse> SeriesBytes,
    ExplanationResponse? Explanation);
