namespace LeakFleet.Protocol;

/// <summary>What stands before the message in a <see cref="Data"/> frame: enough to bring the frame to the owner of its process.</summary>
public readonly record struct DataEnvelope(ProcessKey Process, long Epoch, long Sequence);
