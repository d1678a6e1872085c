namespace LeakFleet.Server.Api;

/// <summary>One type's part in a leak.</summary>
public sealed record GrowingTypeResponse(
    string Type, string Assembly, double? BytesPerHour, double? InstancesPerHour, long Count, long Bytes, double? PValue);
