using LeakFleet.Detection;

namespace LeakFleet.Silo.Grains;

/// <summary>The series of a process as its service has them.</summary>
internal readonly record struct KnownSeries(long Number, IReadOnlyList<GrowthProfile> Profiles, TypeLevels? Levels);
