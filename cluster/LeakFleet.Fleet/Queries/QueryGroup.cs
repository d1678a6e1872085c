namespace LeakFleet.Fleet;

/// <summary>What has one value of the field that a query groups by.</summary>
/// <param name="Value">Empty for what does not have the field.</param>
/// <param name="Count">Findings or processes, whatever was asked for. A finding of two versions counts in both groups.</param>
/// <param name="Processes">Processes: affected ones of findings.</param>
/// <param name="Leaking">Of the processes, those with a finding.</param>
/// <param name="BytesPerHour">Growth of leaks, in all those processes together.</param>
/// <param name="HoursToLimit">The soonest; null when none has a limit.</param>
public sealed record QueryGroup(string Value, int Count, int Processes, int Leaking, double BytesPerHour, double? HoursToLimit, long HeapBytes, long RssBytes);
