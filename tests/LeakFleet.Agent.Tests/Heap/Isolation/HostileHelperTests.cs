using System.Buffers;
using System.IO.Pipes;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

/// <summary>A helper that the target's library has taken over may answer anything.</summary>
public sealed class HostileHelperTests
{
    private static readonly HeapWalkOptions Options = new() { RegionsMax = 100, AllocationContextsMax = 100, TypeNameCharsMax = 64 };

    private static HeapLayout Layout => new(
        [new HeapRegion(0x10000, 0x20000, HeapPlace.Gen0), new HeapRegion(0x20000, 0x28000, HeapPlace.Gen2), new HeapRegion(0x100000, 0x200000, HeapPlace.Large)],
        new AllocationContexts([(0x10100, 0x10200)]), 0x7000_0000_1000, 2, true, null);

    [Fact]
    public void ALayoutIsReadAsItWasWritten()
    {
        var read = LayoutAnswer.Read(Encoded(Layout), Options);

        Assert.Null(read.Trouble);
        Assert.Equal(Layout.Regions, read.Regions);
        Assert.Equal(Layout.FreeMethodTable, read.FreeMethodTable);
        Assert.Equal((2, true, 1), (read.RegionsDropped, read.BeingCollected, read.Contexts.Count));
        Assert.Equal((0x10100UL, 0x10200UL), read.Contexts[0]);
    }

    public static TheoryData<string> ImplausibleRegions => new(
        "overlapping 10000-20000 18000-28000",
        "unordered 20000-28000 10000-18000",
        "empty 10000-10000",
        "backwards 20000-10000",
        "unaligned 10001-20000",
        "at-zero 0-1000",
        "kernel 10000-ffff800000000000");

    [Theory, MemberData(nameof(ImplausibleRegions))]
    public void ARegionThatCannotBeRefusesTheWholeAnswer(string ranges)
    {
        var regions = ranges.Split(' ').Skip(1).Select(range => range.Split('-').Select(text => Convert.ToUInt64(text, 16)).ToArray())
            .Select(range => new HeapRegion(range[0], range[1], HeapPlace.Gen2)).ToList();

        Assert.Equal(LayoutAnswer.Implausible, LayoutAnswer.Read(Encoded(Layout with { Regions = regions }), Options).Trouble);
    }

    [Fact]
    public void MoreRegionsThanTheLimitRefuseTheWholeAnswer()
    {
        var regions = Enumerable.Range(1, 101).Select(i => new HeapRegion((ulong)i << 16, ((ulong)i << 16) + 8, HeapPlace.Gen2)).ToList();

        Assert.Equal(LayoutAnswer.Implausible, LayoutAnswer.Read(Encoded(Layout with { Regions = regions }), Options).Trouble);
    }

    [Fact]
    public void ChangedAndCutAnswersNeverThrowAndNeverPassTheLimits()
    {
        var random = new Random(20261);
        var layout = Encoded(Layout);
        var names = new ArrayBufferWriter<byte>();
        NamesAnswer.Write(names, [new TypeName("System.String", "System.Private.CoreLib"), null, new TypeName("A", "")]);
        for (var round = 0; round < 200_000; round++)
        {
            var isLayout = (round & 1) == 0;
            var bytes = (isLayout ? layout : names.WrittenSpan.ToArray()).ToArray();
            for (var changes = random.Next(1, 5); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var frame = bytes.AsSpan(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length);
            if (isLayout)
            {
                var read = LayoutAnswer.Read(frame, Options);
                for (var i = 0; i < read.Regions.Count; i++)
                    Assert.True(read.Regions[i].Start < read.Regions[i].End && (i == 0 || read.Regions[i - 1].End <= read.Regions[i].Start));
            }
            else
            {
                var found = new TypeName?[3];
                NamesAnswer.TryRead(frame, 64, found);
                Assert.All(found, name => Assert.True(name is null || (name.Value.Name.Length <= 64 && name.Value.Assembly.Length <= 64)));
            }
            _ = InspectorFrame.ReadReady(frame);
            _ = MemoryRequest.Read(frame, new ulong[MemoryRequest.PagesMax]);
        }
    }

    [Fact]
    public void AnEndlessFrameIsRefusedByItsLength() => Assert.Equal(HelperTrouble.Broken, AskAHelperThat(output =>
    {
        output.Write([0xff, 0xff, 0xff, 0x7f]);
    }));

    [Fact]
    public void AHelperThatSaysNothingIsEndedInTime()
    {
        using var fromHelper = new AnonymousPipeServerStream(PipeDirection.In);
        using var helperEnd = new AnonymousPipeClientStream(PipeDirection.Out, fromHelper.ClientSafePipeHandle);
        Assert.Equal(HelperTrouble.Slow, Ask(fromHelper, helperEnd.Dispose));
    }

    [Fact]
    public void AHelperThatReadsWithoutEndIsEnded() => Assert.Equal(HelperTrouble.Greedy, AskAHelperThat(output =>
    {
        var channel = new FrameChannel(Stream.Null, output, 1024);
        for (var i = 0; i < 10_000; i++)
        {
            MemoryRequest.Write(channel.Begin(), new ulong[MemoryRequest.PagesMax]);
            channel.Send();
        }
    }));

    /// <summary>The trouble that a question ends in, when this is all the helper ever says.</summary>
    private static string AskAHelperThat(Action<Stream> says)
    {
        using var said = new MemoryStream();
        says(said);
        said.Position = 0;
        return Ask(said, () => { });
    }

    private static string Ask(Stream fromHelper, Action kill)
    {
        var options = new HeapWalkOptions { Isolation = new IsolationOptions { CallMillisecondsMax = 2_000, ReadBytesMax = 8 * 1024 * 1024 } };
        using var link = new InspectorLink(Stream.Null, fromHelper, kill, (_, page) => page.Length, options, TestContext.Current.CancellationToken);
        Assert.False(link.TryAsk(InspectorFrame.WriteLayoutRequest, FrameType.Layout, out _, out var trouble));
        return trouble;
    }

    private static byte[] Encoded(HeapLayout layout)
    {
        var output = new ArrayBufferWriter<byte>();
        LayoutAnswer.Write(output, layout);
        return output.WrittenSpan.ToArray();
    }
}
