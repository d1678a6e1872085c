using LeakFleet.Fleet;

namespace LeakFleet.Server.Pages;

/// <summary>The types of a heap at two points in time, what changed most first.</summary>
public sealed record DiffModel(long FromUnixMilliseconds, long ToUnixMilliseconds, IReadOnlyList<(TypeSeries Type, double? FromBytes, double? ToBytes)> Rows);
