namespace LeakFleet.Agent.Heap;

/// <summary>Tells a process from a later one with the same pid.</summary>
internal static class ProcessStart
{
    /// <summary>The process's start in clock ticks since boot; 0 when there is no such process.</summary>
    public static ulong TicksOf(int pid)
    {
        try
        {
            // The second field is the program's name in parentheses and may hold anything: count from the last parenthesis.
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            const int state = 0, startTime = 19;
            return fields.Length > startTime && fields[state] is not ("Z" or "X") && ulong.TryParse(fields[startTime], out var ticks) ? ticks : 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
