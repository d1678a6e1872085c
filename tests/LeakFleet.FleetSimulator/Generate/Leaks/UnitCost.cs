namespace LeakFleet.FleetSimulator.Generate;

/// <summary>What one leaked unit costs besides managed objects.</summary>
/// <param name="FreeBytes">Holes it leaves between objects.</param>
internal readonly record struct UnitCost(
    double NativeBytes = 0, double FreeBytes = 0, double Threads = 0, double FileDescriptors = 0, double Handles = 0, double Pinned = 0, double FinalizerBacklog = 0);
