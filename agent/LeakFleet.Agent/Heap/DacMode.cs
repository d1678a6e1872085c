namespace LeakFleet.Agent.Heap;

/// <summary>Which debugger access library (libmscordaccore.so) the agent may load. The one beside a target is code that the target chose.</summary>
public enum DacMode
{
    /// <summary>Only the agent's own file, of a runtime installed beside it, and only where the target's is byte for byte the same.</summary>
    SameRuntime,

    /// <summary>The target's, where root or the agent's user owns it and no other may write it. It runs with the agent's rights: for development.</summary>
    InProcess,
}
