namespace LeakFleet.Agent.Heap;

/// <summary>Tells a process from a later one with the same pid.</summary>
internal static class ProcessStart
{
    /// <summary>PF_EXITING.</summary>
    private const uint Exiting = 0x4;

    /// <summary>The process's start in clock ticks since boot; 0 when there is no such process.</summary>
    public static ulong TicksOf(int pid)
    {
        try
        {
            // The second field is the program's name in parentheses and may hold anything: count from the last parenthesis.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            const int state = 0, flags = 6, startTime = 19;
            if (fields.Length <= startTime || fields[state] is "Z" or "X") return 0;
            // One that has been killed has neither memory nor files some time before it is a zombie.
            if (uint.TryParse(fields[flags], out var kernelFlags) && (kernelFlags & Exiting) != 0) return 0;
            return ulong.TryParse(fields[startTime], out var ticks) ? ticks : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
