namespace LeakFleet.Fleet;

/// <summary>Up to which message a process would be found again after a crash; the default means that it would not be found at all.</summary>
internal readonly record struct PersistedMark(long Epoch, long Sequence);
