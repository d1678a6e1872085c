namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>What a process in the sandbox may use.</summary>
internal readonly record struct SandboxLimits(int UserId, int MemoryMegabytesMax, int CpuSecondsMax, int LifeSecondsMax);
