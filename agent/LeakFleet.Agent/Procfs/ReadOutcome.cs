namespace LeakFleet.Agent.Procfs;

/// <summary>What became of an attempt to read something of another process.</summary>
internal enum ReadOutcome
{
    Ok,

    /// <summary>The process or the file does not exist (any more).</summary>
    Gone,

    /// <summary>The kernel refused it: a capability is missing.</summary>
    Denied,

    /// <summary>It exists and is not what it should be: not a regular file, too large, unreadable for another reason.</summary>
    Unusable,
}
