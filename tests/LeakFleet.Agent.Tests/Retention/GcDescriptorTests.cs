using System.Buffers.Binary;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.References;

namespace LeakFleet.Agent.Tests.Retention;

public sealed class GcDescriptorTests
{
    private const int Header = 8;

    [Fact]
    public void FieldsLieWhereEachSeriesSays()
    {
        // Two references from offset 8, one at 32, in an object of 48 bytes with its header.
        var layout = Decode(Class(48), 2, (8, 16 - 48), (32, 8 - 48));

        Assert.Equal(ReferenceKind.Fields, layout.Kind);
        Assert.Equal([new ReferenceRun(8, 2), new ReferenceRun(32, 1)], layout.Runs);
    }

    [Fact]
    public void AnArrayOfReferencesIsReferencesToItsEnd()
    {
        var layout = Decode(Array(24, 8), 1, (16, -24));

        Assert.Equal((ReferenceKind.Elements, 16, 8), (layout.Kind, layout.ElementsOffset, layout.ElementBytes));
    }

    [Fact]
    public void AnArrayOfElementsWithoutASizeIsRefused() => Assert.Equal(ReferenceKind.Unreadable, Decode(Array(24, 0), 1, (16, -24)).Kind);

    [Fact]
    public void AnArrayOfValuesRepeatsItsRuns()
    {
        // Elements of 32 bytes: a number, two references, a number; the series starts with the first reference.
        var layout = DecodeValues(Array(24, 32), 24, (2, 16));

        Assert.Equal((ReferenceKind.Values, 24, 32), (layout.Kind, layout.ElementsOffset, layout.ElementBytes));
        Assert.Equal([new ReferenceRun(0, 2)], layout.Runs);
    }

    [Fact]
    public void EveryElementsReferencesAreRead()
    {
        var layout = DecodeValues(Array(24, 24), 16, (1, 8), (1, 0));
        var content = new byte[16 + 2 * 24];
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(8), 2);
        for (var word = 0; word < 6; word++) BinaryPrimitives.WriteUInt64LittleEndian(content.AsSpan(16 + 8 * word), (ulong)word + 1);

        Assert.Equal([(16, 1UL), (32, 3UL), (40, 4UL), (56, 6UL)], layout.Read(content));
    }

    [Theory]
    [InlineData(8, 1000, "beyond the object")]
    [InlineData(0, 8, "over the method table")]
    [InlineData(12, 8, "between words")]
    [InlineData(8, 12, "of half a word")]
    [InlineData(8, 0, "of nothing")]
    [InlineData(-8, 8, "before the object")]
    public void AForgedSeriesIsRefused(long offset, long bytes, string why) =>
        Assert.True(Decode(Class(48), 1, (offset, bytes - 48)).Kind == ReferenceKind.Unreadable, why);

    [Fact]
    public void SeriesThatOverlapAreRefused() => Assert.Equal(ReferenceKind.Unreadable, Decode(Class(48), 2, (8, 16 - 48), (16, 8 - 48)).Kind);

    [Theory, InlineData(0), InlineData(1025), InlineData(long.MaxValue), InlineData(long.MinValue), InlineData(-1025)]
    public void AnImpossibleNumberOfSeriesIsRefused(long count) => Assert.Null(GcDescriptor.Bytes(count));

    [Fact]
    public void ElementsThatDoNotAddUpToTheElementAreRefused()
    {
        Assert.Equal(ReferenceKind.Unreadable, DecodeValues(Array(24, 32), 16, (1, 8)).Kind);
        Assert.Equal(ReferenceKind.Unreadable, DecodeValues(Array(24, 32), 16, (uint.MaxValue, 8)).Kind);
        Assert.Equal(ReferenceKind.Unreadable, DecodeValues(Array(24, 32), 8, (2, 16)).Kind);
    }

    [Fact]
    public void NoDescriptorLeadsOutsideTheObject()
    {
        var random = new Random(7);
        var words = new byte[8 * 12];
        for (var round = 0; round < 200_000; round++)
        {
            for (var i = 0; i < words.Length; i += 8)
                BinaryPrimitives.WriteInt64LittleEndian(words.AsSpan(i), random.Next(4) switch { 0 => random.NextInt64(), 1 => -random.Next(64), _ => random.Next(64) });
            var header = random.Next(2) == 0 ? Class(8 * (uint)random.Next(3, 12)) : Array(24, (ushort)(8 * random.Next(1, 8)));
            var count = BinaryPrimitives.ReadInt64LittleEndian(words.AsSpan(^8));
            if (GcDescriptor.Bytes(count) is not { } bytes || bytes > words.Length) continue;
            var layout = GcDescriptor.Decode(words.AsSpan(^bytes), header);
            var end = layout.Kind == ReferenceKind.Fields ? header.BaseSize - Header : header.ComponentSize;
            Assert.All(layout.Runs, run => Assert.True(run.Offset >= 0 && run.Offset + 8 * run.Words <= end));
        }
    }

    private static MethodTableHeader Class(uint baseSize) => default(MethodTableHeader) with { Flags = GcDescriptor.ContainsReferences, BaseSize = baseSize };

    private static MethodTableHeader Array(uint baseSize, ushort componentSize) =>
        default(MethodTableHeader) with { Flags = 0x8000_0000 | GcDescriptor.ContainsReferences | componentSize, BaseSize = baseSize };

    private static ReferenceLayout Decode(MethodTableHeader header, long count, params (long Offset, long Bytes)[] series) =>
        Decode(header, [.. series.Reverse().SelectMany(one => new[] { one.Bytes, one.Offset }), count]);

    private static ReferenceLayout DecodeValues(MethodTableHeader header, long offset, params (uint References, uint Skip)[] items) =>
        Decode(header, [.. items.Reverse().Select(item => (long)((ulong)item.Skip << 32 | item.References)), offset, -items.Length]);

    private static ReferenceLayout Decode(MethodTableHeader header, long[] words)
    {
        var bytes = new byte[8 * words.Length];
        for (var i = 0; i < words.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8 * i), words[i]);
        return GcDescriptor.Decode(bytes, header);
    }
}
