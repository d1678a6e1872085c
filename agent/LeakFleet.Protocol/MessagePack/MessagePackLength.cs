namespace LeakFleet.Protocol.MessagePack;

/// <summary>How many bytes after the first one carry the length of a value; 0 when it is inside the first byte, null when that is another kind.</summary>
internal static class MessagePackLength
{
    public static int? String(byte format) => format switch
    {
        >= MessagePackFormat.FixString and < MessagePackFormat.Nil => 0,
        MessagePackFormat.String8 => 1,
        MessagePackFormat.String16 => 2,
        MessagePackFormat.String32 => 4,
        _ => null,
    };

    public static int? Array(byte format) => format switch
    {
        >= MessagePackFormat.FixArray and < MessagePackFormat.FixString => 0,
        MessagePackFormat.Array16 => 2,
        MessagePackFormat.Array32 => 4,
        _ => null,
    };

    public static int? Map(byte format) => format switch
    {
        >= MessagePackFormat.FixMap and < MessagePackFormat.FixArray => 0,
        MessagePackFormat.Map16 => 2,
        MessagePackFormat.Map32 => 4,
        _ => null,
    };

    /// <summary>Bytes that follow the first byte of a value of fixed size.</summary>
    public static uint Fixed(byte format) => format switch
    {
        MessagePackFormat.Unsigned8 or MessagePackFormat.Signed8 => 1,
        MessagePackFormat.Unsigned16 or MessagePackFormat.Signed16 => 2,
        MessagePackFormat.Unsigned32 or MessagePackFormat.Signed32 or MessagePackFormat.Float32 => 4,
        MessagePackFormat.Unsigned64 or MessagePackFormat.Signed64 or MessagePackFormat.Float64 => 8,
        >= MessagePackFormat.FixExtension1 and <= MessagePackFormat.FixExtension16 => 1u + (1u << (format - MessagePackFormat.FixExtension1)),
        _ => 0,
    };
}
