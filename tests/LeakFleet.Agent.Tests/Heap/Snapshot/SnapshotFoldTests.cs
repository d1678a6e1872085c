using System.Buffers.Binary;
using System.Text;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Snapshot;
using LeakFleet.Agent.Procfs;

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
        Assert.Equal((false, 0.25), Covered(lost: 3, hasEnded: true));
        Assert.Equal((false, 0.5), Covered(lost: 0, hasEnded: false));
        Assert.Equal((true, 1), Covered(lost: 0, hasEnded: true));

        static (bool, double) Covered(long lost, bool hasEnded)
        {
            var fold = Fold(Type(7, "A"));
            fold.AddNodes(Nodes(0, (7, 24)));
            var completeness = fold.Build(lost, hasEnded, TimeSpan.Zero).Completeness;
            return (completeness.IsComplete, completeness.Coverage);
        }
    }

    [Fact]
    public void ATypeNamesWhatIsAroundItWhenItsAssemblyCanBeRead()
    {
        var token = (uint)typeof(Outer<>.Inner<>).MetadataToken;
        var fold = Fold(
            Type(1, "Inner`1[System.Int32,System.String]", module: 9, token: token),
            Type(2, "Inner`1[System.Int32,System.String][,]", flags: 8, arguments: [1]),
            Type(3, "Inner`1[System.Int32,System.String]", module: 8, token: token));
        fold.AddNodes(Nodes(0, (1, 48), (2, 32), (3, 24)));
        var modules = new SnapshotModules();
        modules.Add(9, typeof(SnapshotFoldTests).Assembly.Location);
        modules.Add(8, "/no/such.dll");

        fold.CompleteNames(modules, path => SnapshotAssembly.Open(new ProcTree(), Environment.ProcessId, path), TestContext.Current.CancellationToken);

        const string name = "LeakFleet.Agent.Tests.Heap.Snapshot.SnapshotFoldTests+Outer<System.Int32>+Inner<System.String>";
        Assert.Equal(
            [(name, "LeakFleet.Agent.Tests"), (name + "[,]", "LeakFleet.Agent.Tests"), ("Inner<System.Int32, System.String>", "")],
            fold.Build(0, hasEnded: true, TimeSpan.Zero).Types.Select(type => (type.Name, type.Assembly)));
    }

    [Fact]
    public void AFileThatIsNoAssemblyHasNoNamesForTypes()
    {
        var path = Path.GetTempFileName();
        var image = File.ReadAllBytes(typeof(SnapshotFoldTests).Assembly.Location);
        var random = new Random(20261120);
        for (var i = 0; i < 300; i++)
        {
            File.WriteAllBytes(path, Mutate(image, random));
            using var assembly = SnapshotAssembly.Open(new ProcTree(), Environment.ProcessId, path);
            foreach (var token in (uint[])[0, 1, 0x0200_0002, 0x0200_0050, 0x02FF_FFFF, 0x0600_0001, uint.MaxValue]) assembly?.NamesAround(token, 1024);
        }
        File.Delete(path);
    }

    [Theory]
    [InlineData("A", "A")]
    [InlineData("A[]", "A[]")]
    [InlineData("A[,][]", "A[,][]")]
    [InlineData("A`1[B+C]", "A<B+C>")]
    [InlineData("A`1+B`2[C,D[],E`1[F]][]", "A<C>+B<D[], E<F>>[]")]
    [InlineData("A+B`1+C[D]", "A+B<D>+C")]
    [InlineData("A`1[D`2+E[F,G]]", "A<D<F, G>+E>")]
    [InlineData("A`1", "A")]
    [InlineData("A`x[B]", "A`x<B>")]
    [InlineData("A[B", "A<B>")]
    [InlineData("A]]", "A]]")]
    [InlineData("A[][", "A[][")]
    [InlineData("", "")]
    public void NamesAreSpelledAsWalksSpellThem(string name, string spelled) => Assert.Equal(spelled, SnapshotSpelling.Of(name));

    [Fact]
    public void NamesNestedWithoutEndAreSpelledToADepth() => Assert.InRange(SnapshotSpelling.Of(string.Concat(Enumerable.Repeat("A[", 50_000)) + "B").Length, 100_001, 100_100);

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

    private static byte[] Type(ulong id, string name, uint flags = 0, ulong module = 0, uint token = 0, params ulong[] arguments) => Concat([
        UInt64(id), UInt64(module), UInt32(token), UInt32(flags), [0], Encoding.Unicode.GetBytes(name + "\0"), UInt32((uint)arguments.Length),
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

    private static class Outer<T>
    {
        public sealed class Inner<TOther>
        {
            public T? First { get; init; }

            public TOther? Second { get; init; }
        }
    }
}
