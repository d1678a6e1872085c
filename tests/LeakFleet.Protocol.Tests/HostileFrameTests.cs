using System.Buffers;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Tests;

/// <summary>What a sender that means harm, or a broken one, can put on the wire.</summary>
public sealed class HostileFrameTests
{
    [Fact]
    public void AFrameCutShortAtAnyByteIsRefused()
    {
        foreach (var frame in new RandomFrames(1, isWild: false).OfEveryKind())
        {
            var bytes = Frames.Encode(frame);
            for (var length = 0; length < Math.Min(bytes.Length, 20_000); length++) AssertRefusedCheaply(bytes.AsSpan(0, length));
        }
    }

    [Fact]
    public void BytesAfterAFrameAreRefused() =>
        Assert.Contains("follow", AssertRefusedCheaply([.. Frames.Encode(new Welcome(1, "1")), 0xc0]));

    [Fact]
    public void AFrameAboveTheLimitIsRefusedUnread() =>
        Assert.Contains("above the limit", AssertRefusedCheaply(new byte[WireLimits.FrameBytesMax + 1]));

    [Fact]
    public void RandomBytesAreRefusedOrDecodedWithoutAnException()
    {
        var random = new Random(20);
        var bytes = new byte[512];
        for (var i = 0; i < 50_000; i++)
        {
            random.NextBytes(bytes);
            // Half of them begin like a frame, or none would get past the first byte.
            if (i % 2 == 0) (bytes[0], bytes[1]) = ((byte)(0x90 | random.Next(16)), (byte)random.Next(6));
            DecodeCheaply(bytes.AsSpan(0, random.Next(bytes.Length)));
        }
    }

    [Fact]
    public void FlippedBitsNeverThrowAndWhatDecodesIsWithinTheLimits()
    {
        var random = new Random(21);
        foreach (var frame in new RandomFrames(2, isWild: false).OfEveryKind())
        {
            var bytes = Frames.Encode(frame);
            for (var i = 0; i < 3000; i++)
            {
                var flipped = bytes.ToArray();
                for (var flips = random.Next(1, 4); flips > 0; flips--) flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
                if (!FrameCodec.TryDecode(flipped, out var decoded, out var fault))
                {
                    Assert.NotEmpty(fault);
                    continue;
                }

                // Encoding trims to the limits: what is within them comes back unchanged.
                Assert.Equal(Frames.Text(decoded), Frames.Text(Frames.Decode(Frames.Encode(decoded))));
            }
        }
    }

    [Theory]
    [InlineData("", "end early")]
    [InlineData("c0", "expected an array")]
    [InlineData("90", "too few")]
    [InlineData("91a0", "expected an integer")]
    [InlineData("9163", "unknown kind of frame 99")]
    [InlineData("9101", "too few elements in a frame")]
    [InlineData("ddffffffff01", "more elements than")]
    [InlineData("930201dbffffffff", "longer than its limit")]
    [InlineData("930201db00000180", "end early")]
    [InlineData("930200a131", "out of range")]
    [InlineData("9302c3a131", "expected an integer")]
    [InlineData("9302ca3f800000a131", "expected an integer")]
    [InlineData("930201c40131", "expected a string")]
    [InlineData("930201a1ff", "UTF-8")]
    public void AMalformedFrameSaysWhatIsWrong(string hex, string reason) =>
        Assert.Contains(reason, AssertRefusedCheaply(Convert.FromHexString(hex)));

    [Fact]
    public void DeepNestingInAnUnknownElementIsRefused()
    {
        // A Welcome with one element more, an array in an array in an array…
        byte[] nested = [0x94, 0x02, 0x01, 0xa1, 0x31, .. Enumerable.Repeat((byte)0x91, 3_000_000), 0xc0];
        Assert.Contains("deep", AssertRefusedCheaply(nested));
    }

    [Fact]
    public void AManyTimesWidenedArrayIsPassedOverWithinItsBytes()
    {
        // 4 MB of nil as an unknown element: legal, skipped, and nothing is allocated for it.
        byte[] wide = [0x94, 0x02, 0x01, 0xa1, 0x31, 0xdd, 0x00, 0x3d, 0x09, 0x00, .. Enumerable.Repeat((byte)0xc0, 4_000_000)];
        Assert.True(DecodeCheaply(wide));
    }

    [Theory]
    [MemberData(nameof(ValuesOutOfRange))]
    public void AValueOutOfItsRangeIsRefused(string reason, string what)
    {
        var frame = ValuesOutOfRangeFrames()[what];
        Assert.Contains(reason, AssertRefusedCheaply(frame));
    }

    public static TheoryData<string, string> ValuesOutOfRange() => new()
    {
        { "out of range", "a negative count" },
        { "out of range", "a count above any process" },
        { "out of range", "generation 3" },
        { "out of range", "sequence 0" },
        { "out of range", "a time after year 9999" },
        { "not the key", "a node with a slash" },
        { "not the key", "pid 0" },
        { "not the key", "a short boot id" },
        { "occurs twice", "a label twice" },
        { "limit", "65 labels" },
        { "limit", "a name of 129 characters" },
        { "without a name", "a service without a name" },
        { "unknown kind of message 77", "an unknown kind of message" },
        { "too few elements in a message", "a message without its fields" },
    };

    [Fact]
    public void ElementsALaterVersionAddsAreSkipped()
    {
        var frame = Data(writer =>
        {
            writer.WriteArrayHeader(4);
            writer.Write(3);
            writer.Write("trouble");
            writer.WriteMapHeader(1);
            writer.Write("new");
            writer.WriteBinary([1, 2, 3]);
            writer.WriteNil();
        }, extra: 2);
        Assert.Equal("trouble", Assert.IsType<ProcessTrouble>(Assert.IsType<Data>(Frames.Decode(frame)).Message).Text);
    }

    [Fact]
    public void WhatAnEarlierVersionDidNotTellIsUnknown()
    {
        Assert.Equal(new ProcessMemory(5, 5, 5, 5, 5, 5, 5, -1, -1), Assert.IsType<Data>(Frames.Decode(Memory(5))).Message);
        Assert.Equal(new ProcessMemory(5, 5, 5, 5, 5, 5, 5, 5, -1), Assert.IsType<Data>(Frames.Decode(Memory(5, 8))).Message);
        for (var fields = 11; fields <= 14; fields++)
        {
            var collection = Assert.Single(Assert.IsType<Collections>(Assert.IsType<Data>(Frames.Decode(OneCollection(fields))).Message).Items);
            Assert.Equal((2, fields > 11 ? 2 : -1, fields > 12 ? 2 : -1), (collection.PinnedCount, collection.HandleCount, collection.FinalizerBacklogCount));
        }
    }

    private static byte[] OneCollection(int fields) => Data(writer =>
    {
        writer.WriteArrayHeader(2);
        writer.Write(5);
        writer.WriteArrayHeader(1);
        writer.WriteArrayHeader(fields);
        for (var i = 0; i < fields; i++)
        {
            if (i != 6)
            {
                writer.Write(2);
                continue;
            }

            writer.WriteArrayHeader(GenerationValues.Length);
            for (var generation = 0; generation < GenerationValues.Length; generation++) writer.Write(2);
        }
    });

    private static Dictionary<string, byte[]> ValuesOutOfRangeFrames() => new()
    {
        ["a negative count"] = Memory(-2),
        ["a count above any process"] = Memory(WireLimits.QuantityMax + 1),
        ["generation 3"] = Data(writer =>
        {
            writer.WriteArrayHeader(2);
            writer.Write(5);
            writer.WriteArrayHeader(1);
            writer.WriteArrayHeader(11);
            writer.Write(1);
            writer.Write(3);
            for (var i = 0; i < 20; i++) writer.Write(0);
        }),
        ["sequence 0"] = Data(Exited, sequence: 0),
        ["a time after year 9999"] = Data(Exited, time: WireLimits.UnixMillisecondsMax + 1),
        ["a node with a slash"] = Data(Exited, node: "a/b"),
        ["pid 0"] = Data(Exited, pid: 0),
        ["a short boot id"] = Data(Exited, boot: "0123"),
        ["a label twice"] = Description("service", 2, _ => "same"),
        ["65 labels"] = Description("service", 65, i => $"label{i}"),
        ["a name of 129 characters"] = Description(new string('s', 129), 0, _ => ""),
        ["a service without a name"] = Description("", 0, _ => ""),
        ["an unknown kind of message"] = Data(writer =>
        {
            writer.WriteArrayHeader(1);
            writer.Write(77);
        }),
        ["a message without its fields"] = Data(writer =>
        {
            writer.WriteArrayHeader(1);
            writer.Write(6);
        }),
    };

    private static byte[] Memory(long value, int fields = 7) => Data(writer =>
    {
        writer.WriteArrayHeader(1 + fields);
        writer.Write(4);
        for (var i = 0; i < fields; i++) writer.Write(value);
    });

    private static byte[] Description(string service, int labels, Func<int, string> label) => Data(writer =>
    {
        writer.WriteArrayHeader(8);
        writer.Write(1);
        writer.Write(service);
        for (var i = 0; i < 4; i++) writer.Write("");
        writer.Write(0);
        writer.WriteMapHeader(labels);
        for (var i = 0; i < labels; i++)
        {
            writer.Write(label(i));
            writer.Write("value");
        }
    });

    private static void Exited(MessagePackWriter writer)
    {
        writer.WriteArrayHeader(1);
        writer.Write(2);
    }

    /// <summary>Written by hand: the encoder would put these values right.</summary>
    private static byte[] Data(
        Write message, string node = "n", string boot = "0123456789abcdef0123456789abcdef", int pid = 1, long sequence = 1, long time = 1, int extra = 0)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(7 + extra);
        writer.Write(4);
        writer.WriteArrayHeader(4);
        writer.Write(node);
        writer.Write(boot);
        writer.Write(pid);
        writer.Write(99);
        writer.Write(1_700_000_000_000);
        writer.Write(sequence);
        writer.Write(0);
        writer.Write(time);
        message(writer);
        for (var i = 0; i < extra; i++) writer.Write(i);
        return output.WrittenSpan.ToArray();
    }

    private static string AssertRefusedCheaply(ReadOnlySpan<byte> bytes)
    {
        Assert.False(DecodeCheaply(bytes, out var fault));
        Assert.NotNull(fault);
        return fault;
    }

    private static bool DecodeCheaply(ReadOnlySpan<byte> bytes) => DecodeCheaply(bytes, out _);

    /// <summary>What is allocated stays in proportion to what was sent, whatever lengths it claims.</summary>
    private static bool DecodeCheaply(ReadOnlySpan<byte> bytes, out string? fault)
    {
        // Whatever is made once in a program's life is not of this frame.
        FrameCodec.TryDecode(bytes, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var decoded = FrameCodec.TryDecode(bytes, out _, out fault);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        var bound = 16 * 1024 + 12L * Math.Min(bytes.Length, 400_000);
        Assert.True(allocated <= bound, $"{allocated} bytes allocated for a frame of {bytes.Length}");
        return decoded;
    }

    private delegate void Write(MessagePackWriter writer);
}
