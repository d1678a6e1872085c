using System.Buffers.Text;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Usage;

/// <summary>
/// The memory of the whole machine (<c>/proc/meminfo</c>): what is left of it ends a process that has no limit of its own. -1 where not known.
/// </summary>
/// <param name="AvailableBytes">What can be given out without swapping, caches that can be dropped included, by the kernel's own estimate.</param>
internal readonly record struct NodeMemory(long TotalBytes, long AvailableBytes)
{
    private const int BytesMax = 16 * 1024;

    public static NodeMemory Read(ProcTree proc) =>
        BoundedFile.Read(Path.Combine(proc.Root, "meminfo"), BytesMax, out var bytes) == ReadOutcome.Ok ? Parse(bytes) : new NodeMemory(-1, -1);

    public static NodeMemory Parse(ReadOnlySpan<byte> text)
    {
        var memory = new NodeMemory(-1, -1);
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            if (line.StartsWith("MemTotal:"u8)) memory = memory with { TotalBytes = Kibibytes(line[9..]) };
            else if (line.StartsWith("MemAvailable:"u8)) memory = memory with { AvailableBytes = Kibibytes(line[13..]) };
        }
        return memory;
    }

    private static long Kibibytes(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text.TrimStart(" \t"u8), out ulong value, out _) && value <= 1UL << 48 ? (long)value * 1024 : -1;
}
