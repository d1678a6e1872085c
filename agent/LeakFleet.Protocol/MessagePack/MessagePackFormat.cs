namespace LeakFleet.Protocol.MessagePack;

/// <summary>First bytes of the values, from the MessagePack specification (github.com/msgpack/msgpack, spec.md, "Formats").</summary>
internal static class MessagePackFormat
{
    public const byte PositiveFixIntMax = 0x7f;
    public const byte FixMap = 0x80;
    public const byte FixArray = 0x90;
    public const byte FixString = 0xa0;
    public const byte Nil = 0xc0;
    public const byte NeverUsed = 0xc1;
    public const byte False = 0xc2;
    public const byte True = 0xc3;
    public const byte Binary8 = 0xc4;
    public const byte Binary16 = 0xc5;
    public const byte Binary32 = 0xc6;
    public const byte Extension8 = 0xc7;
    public const byte Extension16 = 0xc8;
    public const byte Extension32 = 0xc9;
    public const byte Float32 = 0xca;
    public const byte Float64 = 0xcb;
    public const byte Unsigned8 = 0xcc;
    public const byte Unsigned16 = 0xcd;
    public const byte Unsigned32 = 0xce;
    public const byte Unsigned64 = 0xcf;
    public const byte Signed8 = 0xd0;
    public const byte Signed16 = 0xd1;
    public const byte Signed32 = 0xd2;
    public const byte Signed64 = 0xd3;
    public const byte FixExtension1 = 0xd4;
    public const byte FixExtension16 = 0xd8;
    public const byte String8 = 0xd9;
    public const byte String16 = 0xda;
    public const byte String32 = 0xdb;
    public const byte Array16 = 0xdc;
    public const byte Array32 = 0xdd;
    public const byte Map16 = 0xde;
    public const byte Map32 = 0xdf;
    public const byte NegativeFixInt = 0xe0;
}
