namespace LeakFleet.Detection;

/// <summary>
/// Names each leak by its cause: threads that are never ended show as threads, as native memory, as handles and as objects, and are one leak. Intuition: go
/// through the measures from cause to effect; the first that rises takes with it all below it that it can account for; what is left and proven is a leak of its
/// own. A cause need not be proven itself as long as what it accounts for is, and it rises more likely than not.
/// </summary>
public static class Causes
{
    /// <summary>Below this part of the managed growth, native growth is the collector's own books and memory it has committed and not told of yet.</summary>
    private const double NativeShareMin = 0.25;

    /// <summary>From this multiple of the managed growth on, managed objects are the handles of a native leak and not a leak beside it.</summary>
    private const double WrapperShareMax = 0.25;

    /// <summary>Instances gained for each thread, handle or descriptor of a type that keeps pace with them.</summary>
    private const double PaceMin = 0.2;
    private const double PaceMax = 5;

    public static IReadOnlyList<KindFinding> Find(ReadOnlySpan<MeasureGrowth> growth, ManagedGrowth? managed)
    {
        List<KindFinding>? findings = null;
        // One bit for each measure that is accounted for.
        var taken = 0;
        var isManagedTaken = false;
        foreach (var rule in CauseRule.InOrder)
        {
            var cause = growth[(int)rule.Measure];
            if (!cause.IsRising || (taken & Bit(rule.Measure)) != 0) continue;
            var effects = Effects(rule, growth, taken);
            var isProven = cause.IsShown;
            foreach (var grown in growth) isProven |= grown.IsShown && (effects & Bit(grown.Measure)) != 0;
            if (!isProven || IsSideEffect(cause, isManagedTaken ? null : managed)) continue;
            taken |= effects | Bit(rule.Measure);
            var explains = managed is not null && !isManagedTaken && Explains(rule, cause, managed);
            isManagedTaken |= explains;
            (findings ??= []).Add(Compose(rule, cause, effects, growth, managed, explains));
        }

        return findings ?? (IReadOnlyList<KindFinding>)[];
    }

    private static int Bit(Measure measure) => 1 << (int)measure;

    /// <summary>The measures that rise and that the cause accounts for.</summary>
    private static int Effects(CauseRule rule, ReadOnlySpan<MeasureGrowth> growth, int taken)
    {
        var effects = 0;
        var cause = growth[(int)rule.Measure].Growth.SlopePerHour;
        foreach (var grown in growth)
        {
            if (grown.Measure == rule.Measure || (taken & Bit(grown.Measure)) != 0 || !grown.IsRising) continue;
            var most = grown.Measure switch
            {
                Measure.NativeBytes => rule.NativeBytesEachMax,
                Measure.Handles or Measure.Pinned => rule.HandlesEachMax,
                Measure.FileDescriptors => rule.DescriptorsEachMax,
                // Handles that pin leave holes between the objects they pin.
                Measure.FragmentationBytes => rule.Measure is Measure.Handles or Measure.Pinned ? double.PositiveInfinity : 0,
                _ => 0,
            };
            // The lower end of the one against the upper end of the other: both are only estimates.
            if (most > 0 && grown.Growth.SlopeLow <= most * Math.Max(cause, growth[(int)rule.Measure].Growth.SlopeHigh)) effects |= Bit(grown.Measure);
        }

        return effects;
    }

    /// <summary>Growth that a leak of managed types brings about by itself.</summary>
    private static bool IsSideEffect(in MeasureGrowth cause, ManagedGrowth? managed)
    {
        if (managed is null) return false;
        var slope = cause.Growth.SlopePerHour;
        return cause.Measure switch
        {
            Measure.NativeBytes => slope < NativeShareMin * managed.BytesPerHour,
            // More objects leave more holes: a leak of space is one that leaves more space than objects.
            Measure.FragmentationBytes => slope < managed.BytesPerHour,
            // An object that holds a weak reference, or a value in a weak table, has a handle, and is not held by it.
            Measure.Handles => managed.Types.Any(t => IsHandleHolder(t.Type) && t.InstancesPerHour >= PaceMin * slope),
            _ => false,
        };
    }

    private static bool IsHandleHolder(string type) =>
        type.StartsWith("System.WeakReference", StringComparison.Ordinal)
        || type.StartsWith("System.Runtime.CompilerServices.ConditionalWeakTable", StringComparison.Ordinal)
        || type.StartsWith("System.Runtime.DependentHandle", StringComparison.Ordinal);

    private static bool Explains(CauseRule rule, in MeasureGrowth cause, ManagedGrowth managed)
    {
        if (rule.TakesAllTypes) return true;
        var slope = cause.Growth.SlopePerHour;
        return rule.Measure switch
        {
            Measure.NativeBytes => managed.BytesPerHour < WrapperShareMax * slope,
            Measure.FragmentationBytes => managed.BytesPerHour <= slope,
            _ => !LeadingType.IsTelling(managed.Type, managed.Assembly)
                || managed.Types.Any(t => t.InstancesPerHour >= PaceMin * slope && t.InstancesPerHour <= PaceMax * slope),
        };
    }

    private static KindFinding Compose(
        CauseRule rule, in MeasureGrowth cause, int effects, ReadOnlySpan<MeasureGrowth> growth, ManagedGrowth? managed, bool explains)
    {
        var evidence = new List<string> { MeasureText.Sentence(cause) };
        var bytes = rule.Measure is Measure.NativeBytes or Measure.FragmentationBytes ? cause.Growth : default;
        foreach (var grown in growth)
        {
            if ((effects & Bit(grown.Measure)) == 0) continue;
            evidence.Add(MeasureText.Sentence(grown));
            if (grown.Measure is not (Measure.NativeBytes or Measure.FragmentationBytes)) continue;
            bytes = bytes with
            {
                SlopePerHour = bytes.SlopePerHour + grown.Growth.SlopePerHour,
                SlopeLow = bytes.SlopeLow + grown.Growth.SlopeLow,
                SlopeHigh = bytes.SlopeHigh + grown.Growth.SlopeHigh,
            };
        }

        if (explains)
        {
            evidence.Add($"Types that grow with it: {managed!.Type}, together +{Figures.Bytes(managed.BytesPerHour)}/h.");
            bytes = bytes with
            {
                SlopePerHour = bytes.SlopePerHour + managed.BytesPerHour,
                SlopeLow = bytes.SlopeLow + managed.BytesPerHour,
                SlopeHigh = bytes.SlopeHigh + managed.BytesPerHour,
            };
        }
        else if (rule.Measure is Measure.NativeBytes or Measure.FragmentationBytes && managed is null)
        {
            evidence.Add("No managed type grows that accounts for it.");
        }

        return new KindFinding(
            MeasureRule.All[(int)rule.Measure].Kind, explains ? managed!.Type : "", explains ? managed!.Assembly : "", cause,
            bytes.SlopePerHour, bytes.SlopeLow, bytes.SlopeHigh, explains, evidence);
    }
}
