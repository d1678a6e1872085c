namespace LeakFleet.Agent.Procfs;

/// <summary>One life of a pid on this boot: the start time tells a reused pid from the process that had it before.</summary>
/// <param name="StartTicks">Field 22 of <c>/proc/PID/stat</c>.</param>
internal readonly record struct ProcessInstance(int Pid, long StartTicks);
