namespace LeakFleet.Agent.Heap;

/// <summary>
/// How the agent uses a target's debugger access library (libmscordaccore.so). The one beside a target is code that the target chose;
/// docs/security.md says what each mode risks.
/// </summary>
public enum DacMode
{
    /// <summary>The target's own, in a helper process without rights. Needs no configuration, whatever runtime a target has.</summary>
    Isolated,

    /// <summary>Inside the agent: only the agent's own file, of a runtime installed beside it, and only where the target's is byte for byte the same.</summary>
    SameRuntime,

    /// <summary>Inside the agent: only a library whose SHA-256 is on a list.</summary>
    AllowList,

    /// <summary>Inside the agent, and with its rights: the target's, where root or the agent's user owns it and no other may write it. For development.</summary>
    InProcess,
}
