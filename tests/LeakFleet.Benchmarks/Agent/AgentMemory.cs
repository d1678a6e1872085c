namespace LeakFleet.Benchmarks.Agent;

/// <summary>Resident memory in MB over some time.</summary>
/// <param name="RssMb">At most, of agent and helpers together, what several of them map of one file counted once.</param>
/// <param name="SumMb">At most, each counted for itself.</param>
/// <param name="AgentMb">At most, of the agent alone.</param>
/// <param name="MeanMb">On average, of all.</param>
internal readonly record struct AgentMemory(double RssMb, double SumMb, double AgentMb, double MeanMb);
