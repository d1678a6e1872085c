using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace LeakFleet.Protocol.MessagePack;

/// <summary>
/// Reads MessagePack values from bytes that nobody vouches for. A failure is sticky: the first fault is remembered, every later read returns
/// a default (0, "", an empty array), and whoever decodes reads straight through and asks <see cref="Failed"/> once, at the end. Nothing throws.
/// Every length is checked against the caller's limit and against the bytes that remain before anything is allocated for it.
/// </summary>
/// <param name="bytes">What to read.</param>
/// <param name="depthMax">Deepest nesting of arrays and maps, also inside of what is skipped.</param>
public ref struct MessagePackReader(ReadOnlySpan<byte> bytes, int depthMax = WireLimits.DepthMax)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly int _depthMax = depthMax;
    private int _position;
    private int _depth;

    /// <summary>The first fault, in words, with its offset; null while there is none.</summary>
    public string? Fault { get; private set; }

    public readonly bool Failed => Fault is not null;

    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Reports a value that is well-formed but not acceptable. Only the first fault counts.</summary>
    public void Fail(string reason) => Fault ??= $"{reason} (at byte {_position})";

    /// <summary>Consumes a nil; leaves any other value alone and says false.</summary>
    public bool TryReadNil()
    {
        if (Failed || Remaining == 0 || _bytes[_position] != MessagePackFormat.Nil) return false;
        _position++;
        return true;
    }

    public bool ReadBoolean()
    {
        var format = TakeFormat();
        if (Failed) return false;
        if (format is not (MessagePackFormat.True or MessagePackFormat.False)) Fail("expected a boolean");
        return format == MessagePackFormat.True;
    }

    public int ReadInt32(int min = int.MinValue, int max = int.MaxValue) => (int)ReadInt64(min, max);

    /// <summary>An integer in any of its encodings, not only the shortest.</summary>
    public long ReadInt64(long min = long.MinValue, long max = long.MaxValue)
    {
        var format = TakeFormat();
        if (Failed) return 0;
        var value = TakeInteger(format, out var isAboveInt64);
        if (!Failed && (isAboveInt64 || value < min || value > max)) Fail("an integer is out of range");
        return Failed ? 0 : value;
    }

    public ulong ReadUInt64()
    {
        var format = TakeFormat();
        if (Failed) return 0;
        var value = TakeInteger(format, out var isAboveInt64);
        if (!Failed && value < 0 && !isAboveInt64) Fail("an integer is out of range");
        return Failed ? 0 : (ulong)value;
    }

    /// <summary>A float 64 or float 32, or an integer, as which some implementations write whole numbers.</summary>
    public double ReadDouble()
    {
        var format = TakeFormat();
        if (Failed) return 0;
        switch (format)
        {
            case MessagePackFormat.Float64:
                var eight = Take(8);
                return Failed ? 0 : BinaryPrimitives.ReadDoubleBigEndian(eight);
            case MessagePackFormat.Float32:
                var four = Take(4);
                return Failed ? 0 : BinaryPrimitives.ReadSingleBigEndian(four);
            default:
                var value = TakeInteger(format, out var isAboveInt64);
                return Failed ? 0 : isAboveInt64 ? (ulong)value : value;
        }
    }

    public string ReadString(int bytesMax)
    {
        var text = ReadUtf8(bytesMax);
        return text.IsEmpty ? "" : Encoding.UTF8.GetString(text);
    }

    /// <summary>The bytes of a string, checked to be valid UTF-8, without a copy.</summary>
    public ReadOnlySpan<byte> ReadUtf8(int bytesMax)
    {
        var format = TakeFormat();
        if (Failed) return [];
        uint length = 0;
        if (MessagePackLength.String(format) is not { } width) Fail("expected a string");
        else length = width == 0 ? format & 0x1fu : TakeLength(width);
        if (!Failed && length > (uint)bytesMax) Fail("a string is longer than its limit");
        var text = Failed ? [] : Take(length);
        if (Utf8.IsValid(text)) return text;
        Fail("a string is not valid UTF-8");
        return [];
    }

    /// <summary>A byte array, without a copy.</summary>
    public ReadOnlySpan<byte> ReadBinary(int bytesMax)
    {
        var format = TakeFormat();
        if (Failed) return [];
        if (format is < MessagePackFormat.Binary8 or > MessagePackFormat.Binary32)
        {
            Fail("expected a byte array");
            return [];
        }

        var length = TakeLength(1 << (format - MessagePackFormat.Binary8));
        if (!Failed && length > (uint)bytesMax) Fail("a byte array is longer than its limit");
        return Failed ? [] : Take(length);
    }

    /// <summary>
    /// Opens an array and returns its count, 0 after a fault. Read its elements, then call <see cref="EndArray"/> with the number not read.
    /// </summary>
    /// <param name="countMin">Elements it must have.</param>
    /// <param name="countMax">Elements it may have; elements that a later version added are bounded by the bytes that remain.</param>
    /// <param name="elementBytesMin">The least an element can take: a count that cannot be true is refused before space is made for it.</param>
    public int BeginArray(int countMin = 0, int countMax = int.MaxValue, int elementBytesMin = 1)
    {
        var format = TakeFormat();
        if (Failed) return 0;
        if (MessagePackLength.Array(format) is not { } width)
        {
            Fail("expected an array");
            return 0;
        }

        return Open(width == 0 ? format & 0xfu : TakeLength(width), countMin, countMax, elementBytesMin);
    }

    /// <summary>Closes an array and skips the elements at its end that were not read.</summary>
    public void EndArray(int unread = 0)
    {
        for (; unread > 0 && !Failed; unread--) Skip();
        _depth--;
    }

    /// <summary>Opens a map and returns its number of pairs, 0 after a fault. Read each key and value, then call <see cref="EndMap"/>.</summary>
    public int BeginMap(int countMax)
    {
        var format = TakeFormat();
        if (Failed) return 0;
        if (MessagePackLength.Map(format) is not { } width)
        {
            Fail("expected a map");
            return 0;
        }

        return Open(width == 0 ? format & 0xfu : TakeLength(width), 0, countMax, elementBytesMin: 2);
    }

    public void EndMap() => _depth--;

    /// <summary>Passes over one value of any kind, extension types included. Recurses at most as deep as nesting is allowed.</summary>
    public void Skip()
    {
        var format = TakeFormat();
        if (Failed) return;
        if (MessagePackLength.Array(format) is { } arrayWidth)
        {
            SkipElements(Open(arrayWidth == 0 ? format & 0xfu : TakeLength(arrayWidth), 0, int.MaxValue, 1));
        }
        else if (MessagePackLength.Map(format) is { } mapWidth)
        {
            var count = Open(mapWidth == 0 ? format & 0xfu : TakeLength(mapWidth), 0, int.MaxValue, 2);
            SkipElements(2 * count);   // cannot overflow: two bytes remain for each pair
        }
        else if (MessagePackLength.String(format) is { } stringWidth)
        {
            Take(stringWidth == 0 ? format & 0x1fu : TakeLength(stringWidth));
        }
        else if (format == MessagePackFormat.NeverUsed) Fail("0xc1 is not a format");
        else if (format is >= MessagePackFormat.Binary8 and <= MessagePackFormat.Binary32)
        {
            Take(TakeLength(1 << (format - MessagePackFormat.Binary8)));
        }
        else if (format is >= MessagePackFormat.Extension8 and <= MessagePackFormat.Extension32)
        {
            var length = TakeLength(1 << (format - MessagePackFormat.Extension8));
            Take(1);   // the extension's type
            Take(length);
        }
        else Take(MessagePackLength.Fixed(format));
    }

    /// <summary>Faults when bytes follow.</summary>
    public void End()
    {
        if (!Failed && Remaining != 0) Fail("bytes follow the end");
    }

    private void SkipElements(int count)
    {
        for (; count > 0 && !Failed; count--) Skip();
        _depth--;
    }

    private int Open(uint count, int countMin, int countMax, int elementBytesMin)
    {
        _depth++;
        if (Failed) return 0;
        if (_depth > _depthMax) Fail("nested too deep");
        else if (count > (uint)countMax) Fail("more elements than the limit");
        else if (count < (uint)countMin) Fail("too few elements");
        else if ((ulong)count * (uint)elementBytesMin > (uint)Remaining) Fail("more elements than bytes");
        return Failed ? 0 : (int)count;
    }

    private long TakeInteger(byte format, out bool isAboveInt64)
    {
        isAboveInt64 = false;
        if (format <= MessagePackFormat.PositiveFixIntMax) return format;
        if (format >= MessagePackFormat.NegativeFixInt) return (sbyte)format;
        if (format is < MessagePackFormat.Unsigned8 or > MessagePackFormat.Signed64)
        {
            Fail("expected an integer");
            return 0;
        }

        var isSigned = format >= MessagePackFormat.Signed8;
        var width = 1 << (format - (isSigned ? MessagePackFormat.Signed8 : MessagePackFormat.Unsigned8));
        var taken = Take((uint)width);
        if (Failed) return 0;
        switch (width)
        {
            case 1: return isSigned ? (sbyte)taken[0] : taken[0];
            case 2: return isSigned ? BinaryPrimitives.ReadInt16BigEndian(taken) : BinaryPrimitives.ReadUInt16BigEndian(taken);
            case 4: return isSigned ? BinaryPrimitives.ReadInt32BigEndian(taken) : BinaryPrimitives.ReadUInt32BigEndian(taken);
            default:
                var value = BinaryPrimitives.ReadInt64BigEndian(taken);
                isAboveInt64 = !isSigned && value < 0;
                return value;
        }
    }

    private byte TakeFormat()
    {
        var taken = Take(1);
        return Failed ? MessagePackFormat.NeverUsed : taken[0];
    }

    private uint TakeLength(int width)
    {
        var taken = Take((uint)width);
        if (Failed) return 0;
        return width switch
        {
            1 => taken[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(taken),
            _ => BinaryPrimitives.ReadUInt32BigEndian(taken),
        };
    }

    private ReadOnlySpan<byte> Take(uint length)
    {
        if (Failed) return [];
        if (length > (uint)Remaining)
        {
            Fail("the bytes end early");
            return [];
        }

        var taken = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return taken;
    }
}
