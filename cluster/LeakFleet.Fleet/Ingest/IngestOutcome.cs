namespace LeakFleet.Fleet;

/// <summary>What became of a message. A host may be of another version than the one that asks: numbers are never reused.</summary>
public enum IngestOutcome
{
    /// <summary>Taken in, or a repeat of what was.</summary>
    Taken = 0,

    /// <summary>The fleet has no room for the process, or does not know it. Nothing was taken, and nothing is acked.</summary>
    Refused = 1,

    /// <summary>The bytes are not a message; the agent is not one to speak with.</summary>
    Undecodable = 2,

    /// <summary>
    /// What holds the process now does not have everything that this connection sent: the agent must begin again with what is not acked. Nothing was taken.
    /// </summary>
    Resend = 3,

    /// <summary>Nobody could be asked, or nobody answered in time. Whether it was taken is not known: the agent must send it again.</summary>
    Unavailable = 4,
}
