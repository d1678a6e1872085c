using System.Buffers;
using LeakFleet.Agent.Shipping;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Tests.Shipping;

/// <summary>Processes, messages and frames for the tests of this folder.</summary>
internal static class ShippingKeys
{
    public const long Epoch = 1_700_000_000_000;

    public static ProcessKey Process(int number) => new("node", "0123456789abcdef0123456789abcdef", number + 1, 1);

    public static ProcessTrouble Trouble(string text = "trouble") => new(text);

    public static ProcessDescription Description(string service = "service") =>
        new(service, "1", "10", "Entry", "dotnet Entry.dll", 1, new Dictionary<string, string>());

    /// <summary>The next frame the outbox would send; null when there is none.</summary>
    public static Data? Take(this Outbox outbox, TimeSpan now = default)
    {
        var frame = new ArrayBufferWriter<byte>();
        if (!outbox.TryTakeNext(frame, now)) return null;
        Assert.True(FrameCodec.TryDecode(frame.WrittenSpan, out var decoded, out var fault), fault);
        return Assert.IsType<Data>(decoded);
    }

    public static List<Data> TakeAll(this Outbox outbox)
    {
        var all = new List<Data>();
        while (outbox.Take() is { } data) all.Add(data);
        return all;
    }
}
