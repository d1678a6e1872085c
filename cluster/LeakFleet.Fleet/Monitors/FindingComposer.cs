using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>One finding from all growing types of a process: a leaked object graph grows in many types at once and is still one leak.</summary>
internal static class FindingComposer
{
    /// <summary>Growing types listed; a leaked graph can hold hundreds.</summary>
    public const int GrowingTypesMax = 32;

    /// <summary>Types that belong to a leak without being shown as one; those that may name it first.</summary>
    public static IReadOnlyList<TypeTrend> Beside(ProcessTrend trend) =>
        [.. trend.Types.Where(t => t.Part == LeakPart.Namesake), .. trend.Types.Where(t => t.Part == LeakPart.InStep)];

    /// <param name="leaking">Those shown as a leak; at least one.</param>
    /// <param name="beside">Those that belong to it.</param>
    /// <param name="formerName">The name the leak had; empty when there was none.</param>
    public static Finding Compose(
        ProcessTrend trend, IReadOnlyList<TypeTrend> leaking, IReadOnlyList<TypeTrend> beside, ProcessMemory? memory, string formerName)
    {
        // In this order: those that may name it first.
        TypeTrend[] members = [.. leaking, .. beside];
        var described = Array.ConvertAll(members, Describe);
        var naming = members.Count(t => t.Part != LeakPart.InStep);
        var leading = Lead(Array.ConvertAll(described, t => new Candidate(t.Type, t.Assembly, t.BytesPerHour, t.InstancesPerHour)), naming, formerName);
        var first = described[leading.Index];
        var rate = described.Sum(t => t.BytesPerHour);
        return new Finding(
            Fingerprint.Of(Fingerprint.ManagedType, leading.Type),
            Fingerprint.ManagedType,
            leading.Type,
            leading.Assembly.Length > 0 ? leading.Assembly : AssemblyOf(leading.Type, trend),
            [
                first,
                .. described.Where(t => t != first)
                    .OrderByDescending(t => t.BytesPerHour)
                    .ThenBy(t => t.Type, StringComparer.Ordinal)
                    .Take(GrowingTypesMax - 1),
            ],
            leaking.Min(t => t.Growth.GrowthStartedUnixMilliseconds),
            rate,
            members.Sum(t => t.Growth.SlopeLow),
            members.Sum(t => t.Growth.SlopeHigh),
            leaking.Min(t => t.Growth.PValue),
            LimitForecast.HoursToLimit(memory, rate));
    }

    private static LeadingType Lead(ReadOnlySpan<Candidate> members, int naming, string formerName)
    {
        var chosen = LeadingType.Choose(members[..naming])!.Value;
        if (formerName.Length == 0 || chosen.Type == formerName || LeadingType.Named(formerName, members) is not { } former) return chosen;
        // While it still grows a name stays, for another is another finding; but one that says nothing gives way to one that does.
        return IsTelling(members[former.Index]) || !IsTelling(members[chosen.Index]) ? former : chosen;
    }

    private static bool IsTelling(Candidate candidate) => LeadingType.IsTelling(candidate.Type, candidate.Assembly);

    /// <summary>Of a type named by a container, which may be among the rows without growing in bytes that matter.</summary>
    private static string AssemblyOf(string name, ProcessTrend trend) =>
        trend.Types.Where(t => LeadingType.IsSame(t.Name, t.Assembly, name)).Select(t => t.Assembly).FirstOrDefault("");

    private static GrowingType Describe(TypeTrend type) => new(
        // One that is shown may fall for a while before it is taken back: that is no growth of the others undone.
        type.Name, type.Assembly, Math.Max(0, type.Growth.SlopePerHour), Math.Max(0, type.InstancesPerHour), type.TestedSize.Count, type.TestedSize.Bytes, type.Growth.PValue);
}
