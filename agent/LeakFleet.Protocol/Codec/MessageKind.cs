namespace LeakFleet.Protocol.Codec;

/// <summary>First element of a message about a process. Numbers are never reused.</summary>
internal enum MessageKind
{
    Description = 1,
    Exited = 2,
    Trouble = 3,
    Memory = 4,
    Collections = 5,
    Histogram = 6,

    /// <summary>Since protocol version 2.</summary>
    HistogramChange = 7,

    /// <summary>Since protocol version 3.</summary>
    RetentionFound = 8,

    /// <summary>Since protocol version 4.</summary>
    HistogramChangeAgainstExpected = 9,
}
