using System.Buffers;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Protocol.Tests.MessagePack;

/// <summary>Every format family of the specification at its boundaries, byte for byte.</summary>
public sealed class SpecificationVectorTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7f")]
    [InlineData(128, "cc80")]
    [InlineData(255, "ccff")]
    [InlineData(256, "cd0100")]
    [InlineData(65535, "cdffff")]
    [InlineData(65536, "ce00010000")]
    [InlineData(4294967295, "ceffffffff")]
    [InlineData(4294967296, "cf0000000100000000")]
    [InlineData(long.MaxValue, "cf7fffffffffffffff")]
    [InlineData(-1, "ff")]
    [InlineData(-32, "e0")]
    [InlineData(-33, "d0df")]
    [InlineData(-128, "d080")]
    [InlineData(-129, "d1ff7f")]
    [InlineData(-32768, "d18000")]
    [InlineData(-32769, "d2ffff7fff")]
    [InlineData(int.MinValue, "d280000000")]
    [InlineData(-2147483649, "d3ffffffff7fffffff")]
    [InlineData(long.MinValue, "d38000000000000000")]
    public void AnIntegerTakesItsShortestEncoding(long value, string hex)
    {
        Assert.Equal(hex, Written((writer, v) => writer.Write(v), value));
        Assert.Equal(value, Read(hex, (ref MessagePackReader reader) => reader.ReadInt64()));
    }

    [Theory]
    [InlineData("05")]
    [InlineData("cc05")]
    [InlineData("cd0005")]
    [InlineData("ce00000005")]
    [InlineData("cf0000000000000005")]
    [InlineData("d005")]
    [InlineData("d10005")]
    [InlineData("d200000005")]
    [InlineData("d30000000000000005")]
    public void AnIntegerIsReadFromAnyOfItsEncodings(string hex)
    {
        Assert.Equal(5, Read(hex, (ref MessagePackReader reader) => reader.ReadInt32()));
        Assert.Equal(5ul, Read(hex, (ref MessagePackReader reader) => reader.ReadUInt64()));
        Assert.Equal(5.0, Read(hex, (ref MessagePackReader reader) => reader.ReadDouble()));
    }

    [Fact]
    public void TheLargestUnsignedIntegerIsOutsideOfInt64()
    {
        Assert.Equal("cfffffffffffffffff", Written((writer, v) => writer.WriteUnsigned(v), ulong.MaxValue));
        Assert.Equal(ulong.MaxValue, Read("cfffffffffffffffff", (ref MessagePackReader reader) => reader.ReadUInt64()));
        Assert.Contains("out of range", FaultOf("cfffffffffffffffff", (ref MessagePackReader reader) => reader.ReadInt64()));
        Assert.Contains("out of range", FaultOf("ff", (ref MessagePackReader reader) => (long)reader.ReadUInt64()));
        Assert.Contains("out of range", FaultOf("ce80000000", (ref MessagePackReader reader) => reader.ReadInt32()));
    }

    [Fact]
    public void NilAndBooleansAreOneByte()
    {
        Assert.Equal("c0", Written((writer, _) => writer.WriteNil(), 0));
        Assert.Equal("c2", Written((writer, v) => writer.Write(v), false));
        Assert.Equal("c3", Written((writer, v) => writer.Write(v), true));
        Assert.True(Read("c3", (ref MessagePackReader reader) => reader.ReadBoolean()));
        Assert.False(Read("c2", (ref MessagePackReader reader) => reader.ReadBoolean()));
        Assert.True(Read("c0", (ref MessagePackReader reader) => reader.TryReadNil()));
    }

    [Theory]
    [InlineData(0.0, "cb0000000000000000")]
    [InlineData(1.5, "cb3ff8000000000000")]
    [InlineData(-2.0, "cbc000000000000000")]
    [InlineData(double.PositiveInfinity, "cb7ff0000000000000")]
    [InlineData(double.NaN, "cbfff8000000000000")]
    public void AFloatIsWrittenWith64Bits(double value, string hex)
    {
        Assert.Equal(hex, Written((writer, v) => writer.Write(v), value));
        Assert.Equal(value, Read(hex, (ref MessagePackReader reader) => reader.ReadDouble()));
    }

    [Fact]
    public void AFloatIsAlsoReadFrom32Bits() => Assert.Equal(1.5, Read("ca3fc00000", (ref MessagePackReader reader) => reader.ReadDouble()));

    [Theory]
    [InlineData(0, "a0")]
    [InlineData(31, "bf")]
    [InlineData(32, "d920")]
    [InlineData(255, "d9ff")]
    [InlineData(256, "da0100")]
    [InlineData(65535, "daffff")]
    [InlineData(65536, "db00010000")]
    public void AStringTakesTheShortestHeader(int length, string header)
    {
        var text = new string('a', length);
        var hex = header + string.Concat(Enumerable.Repeat("61", length));
        Assert.Equal(hex, Written((writer, v) => writer.Write(v), text));
        Assert.Equal(text, Read(hex, (ref MessagePackReader reader) => reader.ReadString(length)));
        if (length > 0) Assert.Contains("limit", FaultOf(hex, (ref MessagePackReader reader) => reader.ReadString(length - 1).Length));
    }

    [Fact]
    public void AStringIsUtf8()
    {
        Assert.Equal("a6e282acc3a961", Written((writer, v) => writer.Write(v), "€éa"));
        Assert.Equal("€éa", Read("a6e282acc3a961", (ref MessagePackReader reader) => reader.ReadString(10)));
        Assert.Equal("a3efbfbd", Written((writer, v) => writer.Write(v), "\ud800"));
        foreach (var broken in new[] { "a1ff", "a2c3c3", "a2c080", "a3eda080", "a4f4908080", "a1e2" })
            Assert.Contains("UTF-8", FaultOf(broken, (ref MessagePackReader reader) => reader.ReadString(10).Length));
    }

    [Theory]
    [InlineData(0, "c400")]
    [InlineData(255, "c4ff")]
    [InlineData(256, "c50100")]
    [InlineData(65535, "c5ffff")]
    [InlineData(65536, "c600010000")]
    public void AByteArrayTakesTheShortestHeader(int length, string header)
    {
        var hex = header + new string('0', 2 * length);
        Assert.Equal(hex, Written((writer, v) => writer.WriteBinary(v), new byte[length]));
        Assert.Equal(length, Read(hex, (ref MessagePackReader reader) => reader.ReadBinary(length).Length));
        if (length > 0) Assert.Contains("limit", FaultOf(hex, (ref MessagePackReader reader) => reader.ReadBinary(length - 1).Length));
    }

    [Theory]
    [InlineData(0, "90", "80")]
    [InlineData(15, "9f", "8f")]
    [InlineData(16, "dc0010", "de0010")]
    [InlineData(65535, "dcffff", "deffff")]
    [InlineData(65536, "dd00010000", "df00010000")]
    public void ArraysAndMapsTakeTheShortestHeader(int count, string array, string map)
    {
        Assert.Equal(array, Written((writer, v) => writer.WriteArrayHeader(v), count));
        Assert.Equal(map, Written((writer, v) => writer.WriteMapHeader(v), count));
        Assert.Equal(count, Read(array + new string('0', 2 * count), CountAndSkipArray));
        Assert.Equal(count, Read(map + new string('0', 4 * count), CountAndSkipMap));
    }

    [Theory]
    [InlineData("c0")]
    [InlineData("c2")]
    [InlineData("7f")]
    [InlineData("e0")]
    [InlineData("ccff")]
    [InlineData("cdffff")]
    [InlineData("ceffffffff")]
    [InlineData("cfffffffffffffffff")]
    [InlineData("d0ff")]
    [InlineData("d1ffff")]
    [InlineData("d2ffffffff")]
    [InlineData("d3ffffffffffffffff")]
    [InlineData("ca00000000")]
    [InlineData("cb0000000000000000")]
    [InlineData("a161")]
    [InlineData("d90161")]
    [InlineData("da000161")]
    [InlineData("db0000000161")]
    [InlineData("c40100")]
    [InlineData("c5000100")]
    [InlineData("c60000000100")]
    [InlineData("92c0c0")]
    [InlineData("dc0001c0")]
    [InlineData("dd00000001c0")]
    [InlineData("81c0c0")]
    [InlineData("de0001c0c0")]
    [InlineData("df00000001c0c0")]
    [InlineData("d40100")]
    [InlineData("d5010000")]
    [InlineData("d60100000000")]
    [InlineData("d7010000000000000000")]
    [InlineData("d80100000000000000000000000000000000")]
    [InlineData("c7020100ff")]
    [InlineData("c800020100ff")]
    [InlineData("c9000000020100ff")]
    public void EveryFormatCanBeSkipped(string hex)
    {
        // A sentinel after it shows that exactly the value was passed over.
        Assert.Equal(42, Read(hex + "2a", (ref MessagePackReader reader) =>
        {
            reader.Skip();
            return reader.ReadInt32();
        }));
        for (var length = 2; length < hex.Length; length += 2)
            Assert.NotNull(FaultOf(hex[..length], (ref MessagePackReader reader) => { reader.Skip(); return 0; }));
    }

    [Fact]
    public void TheByteThatIsNeverUsedIsAFault() =>
        Assert.Contains("0xc1", FaultOf("c1", (ref MessagePackReader reader) => { reader.Skip(); return 0; }));

    private delegate T Reading<out T>(ref MessagePackReader reader);

    private static int CountAndSkipArray(ref MessagePackReader reader)
    {
        var count = reader.BeginArray();
        reader.EndArray(count);
        return count;
    }

    private static int CountAndSkipMap(ref MessagePackReader reader)
    {
        var count = reader.BeginMap(int.MaxValue);
        for (var i = 0; i < 2 * count; i++) reader.Skip();
        reader.EndMap();
        return count;
    }

    private static string Written<T>(Action<MessagePackWriter, T> write, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        write(new MessagePackWriter(output), value);
        return Convert.ToHexStringLower(output.WrittenSpan);
    }

    private static T Read<T>(string hex, Reading<T> read)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex));
        var value = read(ref reader);
        reader.End();
        Assert.Null(reader.Fault);
        return value;
    }

    private static string? FaultOf<T>(string hex, Reading<T> read)
    {
        var reader = new MessagePackReader(Convert.FromHexString(hex));
        read(ref reader);
        return reader.Fault;
    }
}
