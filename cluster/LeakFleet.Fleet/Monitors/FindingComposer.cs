using LeakFleet.Detection;
using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>One finding from all growing types of a process: a leaked object graph grows in many types at once and is still one leak.</summary>
internal static class FindingComposer
{
    /// <summary>Growing types listed; a leaked graph can hold hundreds.</summary>
    public const int GrowingTypesMax = 32;

    /// <param name="growing">At least one.</param>
    /// <param name="namesakes">Types too small to be leaks themselves, which name this one.</param>
    public static Finding Compose(IReadOnlyList<TrackedType> growing, IReadOnlyList<TrackedType> namesakes, ProcessMemory? memory)
    {
        var described = growing.Concat(namesakes).Select(Describe).ToArray();
        var leading = LeadingType.Choose([.. described.Select(t => new Candidate(t.Type, t.Assembly, t.BytesPerHour, t.InstancesPerHour))])!.Value;
        var first = described[leading.Index];
        var rate = described.Sum(t => t.BytesPerHour);
        return new Finding(
            Fingerprint.Of(Fingerprint.ManagedType, leading.Type),
            Fingerprint.ManagedType,
            leading.Type,
            leading.Assembly,
            [
                first,
                .. described.Where(t => t != first)
                    .OrderByDescending(t => t.BytesPerHour)
                    .ThenBy(t => t.Type, StringComparer.Ordinal)
                    .Take(GrowingTypesMax - 1),
            ],
            growing.Min(t => t.Growth.GrowthStartedUnixMilliseconds),
            rate,
            growing.Sum(t => t.Growth.SlopeLow),
            growing.Sum(t => t.Growth.SlopeHigh),
            growing.Min(t => t.Growth.PValue),
            LimitForecast.HoursToLimit(memory, rate));
    }

    private static GrowingType Describe(TrackedType type) => new(
        type.Key.Name,
        type.Key.Assembly,
        type.IsLeaking ? type.Growth.SlopePerHour : TheilSen.SlopePerHour(type.Bytes.Samples),
        TheilSen.SlopePerHour(type.Counts.Samples),
        type.LastCount,
        type.LastBytes,
        type.Growth.PValue);
}
