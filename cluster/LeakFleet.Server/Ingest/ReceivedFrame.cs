namespace LeakFleet.Server.Ingest;

/// <summary>What came over the WebSocket.</summary>
internal readonly record struct ReceivedFrame(ReceivedKind Kind, ReadOnlyMemory<byte> Bytes)
{
    public static ReceivedFrame Closed => new(ReceivedKind.Closed, default);

    public static ReceivedFrame Text => new(ReceivedKind.Text, default);

    public static ReceivedFrame TooLarge => new(ReceivedKind.TooLarge, default);

    public static ReceivedFrame TooSlow => new(ReceivedKind.TooSlow, default);

    public static ReceivedFrame Unfinished => new(ReceivedKind.Unfinished, default);
}
