using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace LeakFleet.Fleet;

/// <summary>
/// The bytes of one state file, little-endian:
/// <code>
/// 0        8         12       16        20
/// | magic  | version | length | CRC-32C | payload … |
/// </code>
/// The checksum covers version, length and payload. Nothing may follow the payload.
/// </summary>
internal static class StateFile
{
    public const int HeaderBytes = 20;
    public const uint Version = 1;

    /// <summary>A monitor writes some 32 KiB, and below 8 MiB with every name and every label at its limit.</summary>
    public const int PayloadBytesMax = 8 << 20;

    private const int VersionAt = 8;
    private const int LengthAt = 12;
    private const int ChecksumAt = 16;

    // As in PNG: a byte above 127 and both line ends show a file that went through a text conversion.
    private static ReadOnlySpan<byte> Magic => [0x8C, (byte)'L', (byte)'K', (byte)'F', (byte)'L', (byte)'\r', (byte)'\n', 0x1A];

    public static void WriteHeader(Span<byte> header, ReadOnlySpan<byte> payload)
    {
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[VersionAt..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[LengthAt..], (uint)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[ChecksumAt..], Checksum(header[VersionAt..ChecksumAt], payload));
    }

    public static bool TryRead(ReadOnlyMemory<byte> file, out ReadOnlyMemory<byte> payload, [NotNullWhen(false)] out string? fault)
    {
        payload = default;
        fault = Check(file.Span);
        if (fault is not null) return false;
        payload = file[HeaderBytes..];
        return true;
    }

    private static string? Check(ReadOnlySpan<byte> file)
    {
        if (file.Length < HeaderBytes) return "too short";
        if (!file.StartsWith(Magic)) return "not a state file";
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[LengthAt..]) != file.Length - HeaderBytes) return "wrong length";
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[ChecksumAt..]) != Checksum(file[VersionAt..ChecksumAt], file[HeaderBytes..]))
            return "wrong checksum";
        var version = BinaryPrimitives.ReadUInt32LittleEndian(file[VersionAt..]);
        return version == Version ? null : $"file format {version}, this server reads {Version}";
    }

    private static uint Checksum(ReadOnlySpan<byte> fields, ReadOnlySpan<byte> payload) => ~Crc32C(Crc32C(uint.MaxValue, fields), payload);

    private static uint Crc32C(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return crc;
    }
}
