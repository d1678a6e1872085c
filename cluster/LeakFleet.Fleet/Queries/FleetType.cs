namespace LeakFleet.Fleet;

/// <summary>One type across the fleet, summed over the running processes that hold much of it or in which it grows.</summary>
/// <param name="Growing">Processes in which it is part of a leak.</param>
/// <param name="BytesPerHour">Growth in those processes together.</param>
public sealed record FleetType(
    string Type, string Assembly, IReadOnlyList<string> Services, int Processes, int Growing, long Count, long Bytes, double BytesPerHour);
