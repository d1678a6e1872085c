namespace LeakFleet.Server.Api;

/// <summary>Memory and handles of the whole process; null where not known.</summary>
public sealed record MemoryResponse(
    long? RssAnonymousBytes,
    long? RssFileBytes,
    long? GcCommittedBytes,
    long? Threads,
    long? FileDescriptors,
    long? ContainerLimitBytes,
    long? ContainerUsageBytes,
    long? NodeMemoryBytes,
    long? NodeAvailableBytes);
