using System.Buffers;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Tests.Retention;

/// <summary>A helper that the target's library has taken over may answer anything about roots, too.</summary>
public sealed class HostileRootsTests
{
    private static RootLayout Roots => new(
        [new HandleSlot(0x10000, RootKind.StrongHandle, 0x20000, 0), new HandleSlot(0x10008, RootKind.DependentHandle, 0x20000, 0x20018)],
        [new SlotRange(0x30000, 0x30010)], [new SlotRange(0x30010, 0x30018)],
        [new ThreadStack(17, true, ["A.B", "C.D"])], [new StackSlot(0x40000, 0, 1), new StackSlot(0x40008, 0, -1), new StackSlot(0x20000, 0, 0, IsObject: true)], false, null);

    [Fact]
    public void RootsAreReadAsTheyWereWritten()
    {
        var read = RootsAnswer.Read(Encoded(Roots));

        Assert.Null(read.Trouble);
        Assert.Equal(Roots.Handles, read.Handles);
        Assert.Equal(Roots.Finalizable, read.Finalizable);
        Assert.Equal(Roots.FinalizerQueue, read.FinalizerQueue);
        Assert.Equal(Roots.StackSlots, read.StackSlots);
        Assert.Equal(Roots.Threads[0].Frames, Assert.Single(read.Threads).Frames);
    }

    public static TheoryData<string> Impossible => new("kernel handle", "unaligned handle", "empty range", "no such thread", "no such frame");

    [Theory, MemberData(nameof(Impossible))]
    public void WhatCannotBeRefusesTheWholeAnswer(string what)
    {
        var roots = what switch
        {
            "kernel handle" => Roots with { Handles = [new HandleSlot(0xffff_8000_0000_0000, RootKind.StrongHandle, 0x20000, 0)] },
            "unaligned handle" => Roots with { Handles = [new HandleSlot(0x10001, RootKind.StrongHandle, 0x20000, 0)] },
            "empty range" => Roots with { FinalizerQueue = [new SlotRange(0x30010, 0x30010)] },
            "no such thread" => Roots with { StackSlots = [new StackSlot(0x40000, 1, 0)] },
            _ => Roots with { StackSlots = [new StackSlot(0x40000, 0, 2)] },
        };

        Assert.Equal(RootsAnswer.Implausible, RootsAnswer.Read(Encoded(roots)).Trouble);
    }

    [Fact]
    public void ChangedAndCutAnswersNeverThrow()
    {
        var random = new Random(20262);
        var (roots, statics, fields, loaders) = (Encoded(Roots), new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>(), new ArrayBufferWriter<byte>());
        StaticsAnswer.Write(statics, new StaticLayout([new StaticSlot(0x10000, "A.B.C", 0), new StaticSlot(0x10008, "A.B.D", 17)], 3, true, null));
        FieldsAnswer.Write(fields, ["_items", null]);
        LoadersAnswer.Write(loaders, [0, 0x10000]);
        byte[][] frames = [roots, statics.WrittenSpan.ToArray(), fields.WrittenSpan.ToArray(), loaders.WrittenSpan.ToArray()];
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = frames[round % frames.Length].ToArray();
            for (var changes = random.Next(1, 5); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var frame = bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length);
            var read = RootsAnswer.Read(frame);
            Assert.All(read.StackSlots, slot => Assert.InRange(slot.Frame, -1, read.Threads[slot.Thread].Frames.Count - 1));
            var names = new string?[2];
            _ = FieldsAnswer.TryRead(frame, names);
            Assert.All(StaticsAnswer.Read(frame).Slots, field => Assert.True(field.Name.Length <= RootLimits.NameCharsMax));
            Assert.All(LoadersAnswer.Read(frame) ?? [], address => Assert.True(address % 8 == 0));
        }
    }

    private static byte[] Encoded(RootLayout roots)
    {
        var output = new ArrayBufferWriter<byte>();
        RootsAnswer.Write(output, roots);
        return output.WrittenSpan.ToArray();
    }
}
