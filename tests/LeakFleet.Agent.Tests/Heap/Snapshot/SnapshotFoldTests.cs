using System.Buffers.Binary;
using System.Text;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Snapshot;

namespace LeakFleet.Agent.Tests.Heap.Snapshot;

public sealed class SnapshotFoldTests
{
    [Fact]
    public void NodesAddUpByTypeAndAlignTheirSizes()
    {
        var fold = Fold(Type(7, "A.B"));

        fold.AddNodes(Nodes(0, (7, 22), (7, 24)));

        var type = Assert.Single(fold.Build(0, hasEnded: true, TimeSpan.Zero).Types);
        Assert.Equal(("A.B", 2, 48), (type.Name, type.Counts.Total, type.Bytes.Total));
    }

    [Fact]
    public void NamesArePutTogetherAsAWalkSpellsThem()
    {
        var fold = Fold(
            Type(1, "N.Map`2[System.Int32,A+B`1[C][,]]", arguments: [2, 3]), Type(4, "Entry[System.Int32,C[]][]", flags: 8, arguments: [1]));

        fold.AddNodes(Nodes(0, (1, 24), (4, 32)));

        Assert.Equal(
            ["Entry<System.Int32, C[]>[]", "N.Map<System.Int32, A+B<C>[,]>"],
            fold.Build(0, hasEnded: true, TimeSpan.Zero).Types.Select(type => type.Name));
    }

    [Fact]
    public void AMissingNumberIsALostEvent()
    {
        var fold = Fold(Type(7, "A"));
        fold.AddNodes(Nodes(0, (7, 24)));
        fold.AddNodes(Nodes(3, (7, 24)));

        var completeness = fold.Build(0, hasEnded: true, TimeSpan.Zero).Completeness;

        Assert.Equal(2, completeness.Skipped[SnapshotFold.LostEvents]);
        Assert.Equal((48, 48), (completeness.BytesRead, completeness.BytesSkipped));
        Assert.False(completeness.IsComplete);
    }

    [Fact]
    public void WhatTheTransportLostOrNeverEndedIsPartial()
    {
        Assert.False(Fold().Build(1, hasEnded: true, TimeSpan.Zero).Completeness.IsComplete);
        Assert.False(Fold().Build(0, hasEnded: false, TimeSpan.Zero).Completeness.IsComplete);
        Assert.True(Fold().Build(0, hasEnded: true, TimeSpan.Zero).Completeness.IsComplete);
    }

    [Fact]
    public void AnotherSnapshotInTheSameStreamIsNotCountedAgain()
    {
        var fold = Fold(Type(7, "A"));
        for (var i = 0; i < 2; i++)
        {
            fold.AddNodes(Nodes(0, (7, 24)));
            fold.AddNodes(Nodes(1, (7, 24)));
        }

        Assert.Equal(2, fold.Build(0, hasEnded: true, TimeSpan.Zero).TotalCounts.Total);
    }

    [Fact]
    public void ATypeThatIsNeverDescribedIsReported()
    {
        var fold = Fold();
        fold.AddNodes(Nodes(0, (7, 24)));

        var histogram = fold.Build(0, hasEnded: true, TimeSpan.Zero);

        Assert.Empty(histogram.Types);
        Assert.Equal(1, histogram.Completeness.Skipped[SkipReason.UnknownType]);
        Assert.Equal(24, histogram.Completeness.BytesSkipped);
    }

    [Fact]
    public void NoBytesMakeItThrowOrOverflow()
    {
        var random = new Random(20261120);
        var types = Concat(Header(2), Type(1, "N.Map`2[A,B[]]", arguments: [2, 3]), Type(2, "A[]", flags: 8, arguments: [1]));
        var nodes = Nodes(0, (1, 24), (2, ulong.MaxValue), (1, long.MaxValue));
        for (var i = 0; i < 20_000; i++)
        {
            var fold = new SnapshotFold(new HeapWalkOptions());
            fold.AddTypes(Mutate(types, random));
            fold.AddNodes(Mutate(nodes, random));
            var histogram = fold.Build(0, hasEnded: true, TimeSpan.Zero);
            Assert.All(histogram.Types, type => Assert.True(type.Bytes.Total >= 0));
            Assert.True(histogram.Completeness.BytesRead >= 0 && histogram.Completeness.BytesSkipped >= 0);
        }
    }

    private static SnapshotFold Fold(params byte[][] types)
    {
        var fold = new SnapshotFold(new HeapWalkOptions());
        fold.AddTypes(Concat([Header(types.Length), .. types]));
        return fold;
    }

    private static byte[] Header(int count) => Concat(UInt32((uint)count), new byte[2]);

    private static byte[] Type(ulong id, string name, uint flags = 0, params ulong[] arguments) => Concat([
        UInt64(id), UInt64(0), UInt32(0), UInt32(flags), [0], Encoding.Unicode.GetBytes(name + "\0"), UInt32((uint)arguments.Length),
        .. arguments.Select(UInt64)]);

    private static byte[] Nodes(uint index, params (ulong Type, ulong Size)[] nodes) => Concat([
        UInt32(index), UInt32((uint)nodes.Length), new byte[2],
        .. nodes.Select(node => Concat(UInt64(0x1000), UInt64(node.Size), UInt64(node.Type), UInt64(0)))]);

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var changed = bytes[..random.Next(bytes.Length + 1)];
        for (var i = random.Next(4); i > 0 && changed.Length > 0; i--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
        return changed;
    }

    private static byte[] UInt32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] UInt64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Concat(params byte[][] parts) => [.. parts.SelectMany(part => part)];
}
