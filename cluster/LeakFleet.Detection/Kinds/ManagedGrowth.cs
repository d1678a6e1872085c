namespace LeakFleet.Detection;

/// <summary>What the types of a process were found to do, as far as other kinds of growth are held against it.</summary>
/// <param name="Type">The type that names it.</param>
/// <param name="Types">All that grow.</param>
public sealed record ManagedGrowth(string Type, string Assembly, double BytesPerHour, IReadOnlyList<Candidate> Types);
