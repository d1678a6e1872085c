namespace LeakFleet.Server.Api;

/// <summary>One type, summed over the running processes that hold much of it or in which it grows.</summary>
/// <param name="Growing">Processes in which it is part of a leak.</param>
/// <param name="BytesPerHour">Growth in those processes together.</param>
public sealed record FleetTypeResponse(
    string Type, string Assembly, IReadOnlyList<string> Services, int Processes, int Growing, long Count, long Bytes, double? BytesPerHour);
