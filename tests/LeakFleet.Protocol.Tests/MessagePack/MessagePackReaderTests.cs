using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Tests.MessagePack;

public sealed class MessagePackReaderTests
{
    [Fact]
    public void TheFirstFaultStaysAndLaterReadsAreDefaults()
    {
        var reader = new MessagePackReader([0xc3, 0x01, 0xa1, 0x61]);
        Assert.Equal(0, reader.ReadInt64());
        var fault = reader.Fault;
        Assert.Contains("expected an integer", fault);
        Assert.Equal(0, reader.ReadInt64());
        Assert.Equal(0ul, reader.ReadUInt64());
        Assert.Equal(0.0, reader.ReadDouble());
        Assert.Equal("", reader.ReadString(10));
        Assert.True(reader.ReadBinary(10).IsEmpty);
        Assert.False(reader.ReadBoolean());
        Assert.False(reader.TryReadNil());
        Assert.Equal(0, reader.BeginArray());
        Assert.Equal(0, reader.BeginMap(10));
        reader.Skip();
        reader.End();
        Assert.Equal(fault, reader.Fault);
    }

    [Fact]
    public void ACountAboveTheBytesThatRemainIsRefused()
    {
        var array = new MessagePackReader([0xdd, 0x7f, 0xff, 0xff, 0xff, 0x00]);
        Assert.Equal(0, array.BeginArray());
        Assert.Contains("more elements than bytes", array.Fault);

        var map = new MessagePackReader([0xdf, 0xff, 0xff, 0xff, 0xff, 0x00]);
        map.Skip();
        Assert.True(map.Failed);

        var wide = new MessagePackReader([0x92, 0x00, 0x00]);
        wide.BeginArray(elementBytesMin: 2);
        Assert.Contains("more elements than bytes", wide.Fault);
    }

    [Fact]
    public void NestingIsFollowedToItsLimitAndNotBeyond()
    {
        byte[] Nested(int depth) => [.. Enumerable.Repeat((byte)0x91, depth), 0xc0];

        var allowed = new MessagePackReader(Nested(8), depthMax: 8);
        allowed.Skip();
        allowed.End();
        Assert.Null(allowed.Fault);

        var tooDeep = new MessagePackReader(Nested(9), depthMax: 8);
        tooDeep.Skip();
        Assert.Contains("deep", tooDeep.Fault);

        var veryDeep = new MessagePackReader(Nested(1_000_000));
        veryDeep.Skip();
        Assert.Contains("deep", veryDeep.Fault);
    }

    [Fact]
    public void DepthCountsFromTheOutermostArray()
    {
        var reader = new MessagePackReader([0x91, 0x91, 0x91, 0xc0], depthMax: 2);
        reader.BeginArray();
        reader.Skip();
        Assert.Contains("deep", reader.Fault);
    }

    [Fact]
    public void BytesAfterTheEndAreAFault()
    {
        var reader = new MessagePackReader([0xc0, 0xc0]);
        Assert.True(reader.TryReadNil());
        reader.End();
        Assert.Contains("follow", reader.Fault);
    }

    [Fact]
    public void AnyIntegerComesBack() => Prop.ForAll<long>(value =>
    {
        var bytes = Written(writer => writer.Write(value));
        var reader = new MessagePackReader(bytes);
        var read = reader.ReadInt64();
        reader.End();
        return read == value && !reader.Failed;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyFloatComesBackBitForBit() => Prop.ForAll<double>(value =>
    {
        var reader = new MessagePackReader(Written(writer => writer.Write(value)));
        return BitConverter.DoubleToInt64Bits(reader.ReadDouble()) == BitConverter.DoubleToInt64Bits(value);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyTextComesBack() => Prop.ForAll(RandomFrames.Texts().ToArbitrary(), value =>
    {
        var reader = new MessagePackReader(Written(writer => writer.Write(value)));
        return reader.ReadString(int.MaxValue) == value;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void AnyBytesComeBack() => Prop.ForAll<byte[]>(value =>
    {
        value ??= [];
        var reader = new MessagePackReader(Written(writer => writer.WriteBinary(value)));
        return reader.ReadBinary(int.MaxValue).SequenceEqual(value);
    }).QuickCheckThrowOnFailure();

    private static byte[] Written(Write write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new MessagePackWriter(output));
        return output.WrittenSpan.ToArray();
    }

    private delegate void Write(MessagePackWriter writer);
}
