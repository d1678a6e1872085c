using LeakFleet.Detection;
using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>One row of the table of processes.</summary>
public sealed record ProcessRow(ProcessSummary Process, IReadOnlyList<Sample> HeapBytes);
