using LeakFleet.Detection;

namespace LeakFleet.Fleet;

/// <summary>Bounds and intervals of the entities and of the host that holds them.</summary>
public sealed class FleetOptions
{
    /// <summary>Processes held at once. At the bound exited ones make room, oldest first; after that new ones are refused and never acked.</summary>
    public int ProcessesMax { get; set; } = 20_000;

    /// <summary>How long an exited process stays visible.</summary>
    public TimeSpan ExitedKept { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a process stays known of which nothing is heard.</summary>
    public TimeSpan SilentKept { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a silent process counts among its service's replicas.</summary>
    public TimeSpan ReplicaSilentKept { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often what changed is written; acks wait for it.</summary>
    public TimeSpan WriteInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Messages of one process that bring its write forward.</summary>
    public int WriteMessagesMax { get; set; } = 64;

    /// <summary>Types of one process with a series of their own.</summary>
    public int TypesTrackedMax { get; set; } = 256;

    /// <summary>Types of one process shown with their series.</summary>
    public int TypesShownMax { get; set; } = 32;

    /// <summary>Newest collections kept for each process.</summary>
    public int CollectionsKept { get; set; } = 64;

    /// <summary>Share of the heap a histogram must cover to count: a hole of 2 % hides less than a leak adds before it is told.</summary>
    public double CoverageMin { get; set; } = 0.98;

    /// <summary>Histograms without a gen2 collection after which those are judged instead: a process that never collects gen2.</summary>
    public int HistogramsWithoutGen2Max { get; set; } = 24;

    /// <summary>Replicas remembered for each service; the longest silent makes room.</summary>
    public int ServiceProcessesMax { get; set; } = 5_000;

    /// <summary>Services in the index.</summary>
    public int ServicesMax { get; set; } = 5_000;

    /// <summary>Findings in the index for each service, the most urgent ones.</summary>
    public int ServiceFindingsMax { get; set; } = 64;

    /// <summary>How long a leak must be gone before it counts as resolved; until then it stays open, since what comes and goes is one leak.</summary>
    public TimeSpan FindingHold { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a resolved leak is remembered, so that its return is told as one.</summary>
    public TimeSpan ResolvedKept { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The tests for growth.</summary>
    public DetectionOptions Detection { get; set; } = new();

    /// <summary>Everything that is wrong with these options, a line each; none when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Check(faults, nameof(ProcessesMax), ProcessesMax, 1, 1_000_000);
        Check(faults, nameof(ExitedKept), ExitedKept, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
        Check(faults, nameof(SilentKept), SilentKept, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
        Check(faults, nameof(ReplicaSilentKept), ReplicaSilentKept, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
        Check(faults, nameof(WriteInterval), WriteInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Check(faults, nameof(WriteMessagesMax), WriteMessagesMax, 1, 10_000);
        Check(faults, nameof(TypesTrackedMax), TypesTrackedMax, 8, ProcessTrend.TypesMax);
        Check(faults, nameof(TypesShownMax), TypesShownMax, 1, ProcessTrend.TypesMax);
        Check(faults, nameof(CollectionsKept), CollectionsKept, 1, CollectionRing.CapacityMax);
        Check(faults, nameof(CoverageMin), CoverageMin, 0.5, 1.0);
        Check(faults, nameof(HistogramsWithoutGen2Max), HistogramsWithoutGen2Max, 1, 10_000);
        Check(faults, nameof(ServiceProcessesMax), ServiceProcessesMax, 1, 100_000);
        Check(faults, nameof(ServicesMax), ServicesMax, 1, 100_000);
        Check(faults, nameof(ServiceFindingsMax), ServiceFindingsMax, 1, 10_000);
        Check(faults, nameof(FindingHold), FindingHold, TimeSpan.Zero, TimeSpan.FromDays(365));
        Check(faults, nameof(ResolvedKept), ResolvedKept, TimeSpan.Zero, TimeSpan.FromDays(3650));
        if (Detection is null) faults.Add($"{nameof(Detection)} is missing");
        else faults.AddRange(Detection.Validate());
        return faults;
    }

    private static void Check<T>(List<string> faults, string name, T value, T min, T max) where T : IComparable<T>
    {
        // Written so that NaN, which compares as less than everything, is a fault too.
        if (!(value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0)) faults.Add($"{name} is {value}: it must be between {min} and {max}");
    }
}
