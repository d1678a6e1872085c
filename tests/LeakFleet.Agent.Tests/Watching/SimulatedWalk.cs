namespace LeakFleet.Agent.Tests.Watching;

internal readonly record struct SimulatedWalk(SimulatedProcess Process, long EndMilliseconds, double CpuSeconds, bool IsAfterGen2);
