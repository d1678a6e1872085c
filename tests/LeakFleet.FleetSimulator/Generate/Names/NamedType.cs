namespace LeakFleet.FleetSimulator.Generate;

/// <param name="BytesEach">Usual size of one instance.</param>
/// <param name="IsVariable">An array or string, whose mean size differs from service to service.</param>
internal readonly record struct NamedType(string Name, string Assembly, double BytesEach, bool IsVariable = false);
