namespace LeakFleet.Server.Api;

/// <summary>One type of a heap.</summary>
/// <param name="Count">Objects in the last histogram.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="FromBytes">At the earlier point in time; null without a comparison, or when the type was not seen yet.</param>
/// <param name="ToBytes">At the later one.</param>
/// <param name="DeltaBytes">The difference; null without a comparison.</param>
public sealed record HistogramRowResponse(
    string Type, string Assembly, long Count, long Bytes, long? FromBytes, long? ToBytes, long? DeltaBytes);
