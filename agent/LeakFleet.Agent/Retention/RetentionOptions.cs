namespace LeakFleet.Agent.Retention;

/// <summary>Every bound of a search for what keeps objects alive.</summary>
public sealed class RetentionOptions
{
    /// <summary>Objects of the type whose paths are looked for, all at once.</summary>
    public int SamplesMax { get; set; } = 64;

    /// <summary>Objects that may hold a sample, directly or not: about 50 bytes each.</summary>
    public int NodesMax { get; set; } = 1 << 18;

    /// <summary>References among them that are noted: 32 bytes each.</summary>
    public int EdgesMax { get; set; } = 1 << 19;

    /// <summary>Scans of the heap.</summary>
    public int ScansMax { get; set; } = 100;

    /// <summary>How often a search begins anew because a collection has moved what it had found.</summary>
    public int RestartsMax { get; set; } = 20;

    public int MillisecondsMax { get; set; } = 30_000;

    /// <summary>All faults together; empty when it can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var faults = new List<string>();
        Require(nameof(SamplesMax), SamplesMax, 1, 10_000);
        Require(nameof(NodesMax), NodesMax, 1000, 1 << 24);
        Require(nameof(EdgesMax), EdgesMax, 1000, 1 << 24);
        Require(nameof(ScansMax), ScansMax, 1, 10_000);
        Require(nameof(RestartsMax), RestartsMax, 0, 1000);
        Require(nameof(MillisecondsMax), MillisecondsMax, 1, 3_600_000);
        return faults;

        void Require(string name, int value, int min, int max)
        {
            if (value < min || value > max) faults.Add($"{name} must be {min} to {max}, not {value}.");
        }
    }
}
