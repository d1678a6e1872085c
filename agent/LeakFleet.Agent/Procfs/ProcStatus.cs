using System.Buffers.Text;

namespace LeakFleet.Agent.Procfs;

/// <summary>What is used of <c>/proc/PID/status</c> (proc_pid_status(5)); -1 where the line is missing.</summary>
/// <param name="InnermostPid">The pid inside the innermost pid namespace: the one a container's runtime knows.</param>
internal readonly record struct ProcStatus(int InnermostPid, long RssAnonymousBytes, long RssFileBytes, long RssSharedBytes, long Threads)
{
    public const int BytesMax = 16 * 1024;

    public static ProcStatus Parse(ReadOnlySpan<byte> text)
    {
        var status = new ProcStatus(-1, -1, -1, -1, -1);
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];

            if (line.StartsWith("NSpid:"u8)) status = status with { InnermostPid = (int)Number(line[(line.LastIndexOfAny((byte)'\t', (byte)' ') + 1)..]) };
            else if (line.StartsWith("RssAnon:"u8)) status = status with { RssAnonymousBytes = Kibibytes(line) };
            else if (line.StartsWith("RssFile:"u8)) status = status with { RssFileBytes = Kibibytes(line) };
            else if (line.StartsWith("RssShmem:"u8)) status = status with { RssSharedBytes = Kibibytes(line) };
            else if (line.StartsWith("Threads:"u8)) status = status with { Threads = Number(line[8..]) };
        }
        return status;
    }

    private static long Kibibytes(ReadOnlySpan<byte> line) => Number(line[(line.IndexOf((byte)':') + 1)..]) is >= 0 and var kibibytes ? kibibytes * 1024 : -1;

    private static long Number(ReadOnlySpan<byte> text)
    {
        text = text.TrimStart(" \t"u8);
        return Utf8Parser.TryParse(text, out uint value, out _) ? value : -1;
    }
}
