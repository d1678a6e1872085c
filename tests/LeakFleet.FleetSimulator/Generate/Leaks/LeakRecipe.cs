namespace LeakFleet.FleetSimulator.Generate;

/// <summary>A leak as a scenario orders it: speed as a share, place as a rule.</summary>
internal sealed record LeakRecipe
{
    public string Kind { get; init; } = LeakKinds.ManagedType;

    public LeakForm Form { get; init; }

    /// <summary>Of the warm heap, or, for kinds that count things, of their usual number.</summary>
    public required double SharePerHour { get; init; }

    public double StepHours { get; init; } = 2;

    /// <summary>Which objects; null for those of the kind's own choice.</summary>
    public Func<Rng, ApplicationNames, LeakCluster>? Cluster { get; init; }

    /// <summary>Place of the first version that has it.</summary>
    public int FromVersion { get; init; }

    /// <summary>Place of the first version that no longer has it.</summary>
    public int BeforeVersion { get; init; } = int.MaxValue;

    /// <summary>Hours into the window before which nobody leaks.</summary>
    public double AfterHours { get; init; } = double.NegativeInfinity;

    /// <summary>The only replica that leaks; -1 for all.</summary>
    public int Slot { get; init; } = -1;

    /// <summary>Only processes on this runtime leak; empty for all.</summary>
    public string Runtime { get; init; } = "";
}
