namespace LeakFleet.Fleet;

/// <summary>Why an answer does not hold everything.</summary>
/// <param name="Code">Stable, for programs: <c>services-refused</c>, <c>findings-cut</c>, <c>groups-cut</c>, <c>types-summarised</c>, <c>processes-cut</c>, <c>part-missing</c>.</param>
/// <param name="Text">One sentence, with the limit that was reached.</param>
public sealed record PartialReason(string Code, string Text)
{
    public static PartialReason ServicesRefused(long services, int servicesMax) =>
        new("services-refused", $"{services} reports of services found no room in the index, which holds {servicesMax}.");

    public static PartialReason FindingsCut(int servicesCut, int findingsMax) =>
        new("findings-cut", $"{servicesCut} services have {findingsMax} findings or more: the most urgent ones are listed.");

    public static PartialReason GroupsCut(int groupsMax) =>
        new("groups-cut", $"There are more than {groupsMax} groups: those found first are listed. A filter makes them fewer.");

    public static PartialReason TypesSummarised(int typesMax) =>
        new("types-summarised", $"Of each process its {typesMax} largest and its growing types are summed; smaller ones are on the process's own page.");

    public static PartialReason ProcessesCut(string service, int processes, int processesMax) =>
        new("processes-cut", $"{service} has {processes} processes: the {processesMax} most urgent ones were looked at, others of the affected are not listed.");

    /// <summary>A part of the index that did not answer in time.</summary>
    public static PartialReason PartMissing(string part) => new("part-missing", $"{part} did not answer in time: what it holds is missing here.");
}
