namespace LeakFleet.FleetSimulator.Generate;

/// <summary>One type of a cluster, before it has its place in a heap. As <see cref="TypePart"/>.</summary>
internal readonly record struct ClusterPart(NamedType Type, double CountEach, double BytesEach, bool IsTable = false);
