namespace LeakFleet.Server.Api;

/// <summary>One type's part in a leak.</summary>
/// <param name="Share">Of what all types of the leak grow by, 0 to 1.</param>
public sealed record GrowingTypeResponse(
    string Type, string Assembly, double? BytesPerHour, double? BytesPerDay, double? Share, double? InstancesPerHour, long Count, long Bytes, double? PValue);
