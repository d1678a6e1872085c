namespace LeakFleet.Server.Ingest;

internal enum ReceivedKind
{
    /// <summary>A whole binary message.</summary>
    Frame,

    /// <summary>The peer says goodbye.</summary>
    Closed,

    /// <summary>A text message; the protocol has none.</summary>
    Text,

    /// <summary>A message beyond <see cref="Protocol.WireLimits.FrameBytesMax"/>; the rest of it was not read.</summary>
    TooLarge,

    /// <summary>A large message that did not end in time; it held a place others wait for.</summary>
    TooSlow,

    /// <summary>The buffer is full and the message goes on.</summary>
    Unfinished,
}
