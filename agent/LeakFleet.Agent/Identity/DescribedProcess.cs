using LeakFleet.Protocol;

namespace LeakFleet.Agent.Identity;

/// <param name="Trouble">Why its runtime could not be asked; null when it could.</param>
internal sealed record DescribedProcess(ProcessDescription Description, string? Trouble);
