using System.Buffers;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;
using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Retention.Roots;

/// <summary>Types whose loader allocators are asked for, and the handles of these, as frames of addresses.</summary>
internal static class LoadersAnswer
{
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<ulong> addresses)
    {
        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(2);
        writer.Write((int)FrameType.Loaders);
        writer.WriteArrayHeader(addresses.Length);
        foreach (var address in addresses) writer.WriteUnsigned(address);
    }

    /// <summary>Null when the frame holds no addresses; each is 0 or one in user space.</summary>
    public static ulong[]? Read(ReadOnlySpan<byte> frame)
    {
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Loaders, (int)FrameType.Loaders);
        var addresses = new ulong[reader.BeginArray(0, RootLimits.TypesMax)];
        for (var i = 0; i < addresses.Length; i++)
        {
            addresses[i] = reader.ReadUInt64();
            if (addresses[i] != 0 && !MethodTableHeader.IsAddress(addresses[i])) reader.Fail("no address");
        }
        reader.EndArray();
        reader.EndArray();
        reader.End();
        return reader.Failed ? null : addresses;
    }
}
