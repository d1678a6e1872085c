namespace LeakFleet.Server.Api;

/// <summary>What has one value of the field that is grouped by.</summary>
/// <param name="Value">Empty for what does not have the field.</param>
/// <param name="Count">Findings or processes, whatever was asked for.</param>
/// <param name="Leaking">Of the processes, those with a finding.</param>
/// <param name="BytesPerHour">Growth of leaks, in all those processes together.</param>
public sealed record GroupResponse(
    string Value, int Count, int Processes, int Leaking, double? BytesPerHour, double? HoursToLimit, long HeapBytes, long RssBytes);
