using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LeakFleet.Agent.Sessions;

/// <summary>
/// The runtime's "CommittedUsage" event, which comes as a GCDynamic event (gcevents.h, from .NET 7): name in UTF-16 with a closing zero, u32 size of what
/// follows, u16 version, then five u64: in use, waiting for global decommit, free, global free, bookkeeping. Read here because TraceEvent 4.0's typed
/// event of that name is raised with all values zero.
/// </summary>
internal static class CommittedUsage
{
    public const int EventId = 39;

    /// <summary>What TraceEvent calls an event that it has taken apart once and raises again.</summary>
    public const int EventIdReraised = 65_524;

    /// <summary>No longer event is this one.</summary>
    public const int BytesMax = 256;

    private const string Name = "CommittedUsage";
    private const int Values = 5;

    /// <summary>All that the collector has committed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out long bytes)
    {
        bytes = 0;
        var name = MemoryMarshal.AsBytes(Name.AsSpan());
        if (!payload.StartsWith(name)) return false;
        var rest = payload[name.Length..];
        if (rest.Length < 8 + (Values * sizeof(ulong)) || rest[0] != 0 || rest[1] != 0) return false;
        for (var i = 0; i < Values; i++)
        {
            var value = BinaryPrimitives.ReadUInt64LittleEndian(rest[(8 + (i * sizeof(ulong)))..]);
            // The target writes it: a sum of five must stay positive.
            bytes += (long)Math.Min(value, 1UL << 56);
        }
        return true;
    }
}
