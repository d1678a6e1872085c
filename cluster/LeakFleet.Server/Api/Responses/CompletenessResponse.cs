namespace LeakFleet.Server.Api;

/// <summary>How much of the heap the last histogram covers.</summary>
/// <param name="CoverageRatio">Share of the heap's bytes that was read, 0 to 1.</param>
public sealed record CompletenessResponse(
    double CoverageRatio, int RegionsRead, int RegionsSkipped, long BytesRead, long BytesSkipped, IReadOnlyDictionary<string, int> Skipped);
