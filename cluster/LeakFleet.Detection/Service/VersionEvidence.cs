namespace LeakFleet.Detection;

/// <summary>What one version of a service says about one leak.</summary>
/// <param name="FirstStartedUnixMilliseconds">When its first process started: versions are ordered by it, since names are dates, hashes and numbers.</param>
/// <param name="Affected">Replicas in which the leak grows.</param>
/// <param name="Watched">Affected ones, and those watched long enough to have shown it.</param>
/// <param name="SlopePerHour">Of one replica, with the ends of its 95 % interval; NaN where not judged.</param>
public sealed record VersionEvidence(
    string Version, long FirstStartedUnixMilliseconds, int Affected, int Watched, double SlopePerHour, double SlopeLow, double SlopeHigh);
