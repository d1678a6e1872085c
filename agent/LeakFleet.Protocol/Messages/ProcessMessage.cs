namespace LeakFleet.Protocol;

/// <summary>What an agent can say of a process.</summary>
public abstract record ProcessMessage;

/// <summary>First message of a process in an epoch; again when something in it changes, and now and then for a server that lost it.</summary>
/// <param name="Service">Service name; never empty.</param>
/// <param name="Version">Service version; empty when unknown.</param>
/// <param name="Runtime">Runtime version, such as <c>10.0.12</c>; empty when unknown.</param>
/// <param name="StartedUnixMilliseconds">When the process started, by the node's clock.</param>
/// <param name="Labels">Whatever else is known: pod uid, container id, environment, resource attributes.</param>
public sealed record ProcessDescription(
    string Service,
    string Version,
    string Runtime,
    string EntryAssembly,
    string CommandLine,
    long StartedUnixMilliseconds,
    IReadOnlyDictionary<string, string> Labels) : ProcessMessage;

/// <summary>The process is gone; no further message of it follows in any epoch.</summary>
/// <param name="OutOfMemory">The kernel killed it for want of memory. False also when nobody knows.</param>
/// <param name="ExitStatus">0 to 255 as a shell would show it (137: killed); -1 when not known.</param>
public sealed record ProcessExited(bool OutOfMemory = false, long ExitStatus = -1) : ProcessMessage;

/// <summary>Why the agent sees less of a process than it should, in words for people; an empty text says that it sees everything again.</summary>
public sealed record ProcessTrouble(string Text) : ProcessMessage;

/// <summary>Memory and handles of the whole process; -1 where not known.</summary>
/// <param name="GcCommittedBytes">What the GC has committed, from its own events.</param>
/// <param name="ContainerLimitBytes">The memory limit that ends it; -1 also when there is none.</param>
/// <param name="NodeMemoryBytes">All memory of the node: what ends a process without a limit of its own.</param>
/// <param name="NodeAvailableBytes">What the node can still give out without swapping, by the kernel's estimate.</param>
public sealed record ProcessMemory(
    long RssAnonymousBytes,
    long RssFileBytes,
    long GcCommittedBytes,
    long Threads,
    long FileDescriptors,
    long ContainerLimitBytes,
    long ContainerUsageBytes,
    long NodeMemoryBytes = -1,
    long NodeAvailableBytes = -1) : ProcessMessage;

/// <summary>Collections that finished since the last batch, oldest first.</summary>
public sealed record Collections(IReadOnlyList<Collection> Items) : ProcessMessage;
