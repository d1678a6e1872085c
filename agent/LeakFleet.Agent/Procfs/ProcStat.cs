using System.Buffers.Text;
using System.Text;

namespace LeakFleet.Agent.Procfs;

/// <summary>What is used of <c>/proc/PID/stat</c> (proc_pid_stat(5)).</summary>
/// <param name="Name">The kernel's name of the process, at most 15 bytes; it changes when the process executes another program.</param>
internal readonly record struct ProcStat(string Name, char State, long StartTicks)
{
    public const int BytesMax = 4096;
    private const int FieldsFromStateToStart = 19;

    public bool IsDead => State is 'Z' or 'X' or 'x';

    public static bool TryParse(ReadOnlySpan<byte> text, out ProcStat stat)
    {
        stat = default;
        // The name is chosen by the process and may hold spaces and parentheses: only the last one closes it.
        var open = text.IndexOf((byte)'(');
        var close = text.LastIndexOf((byte)')');
        if (open < 0 || close < open || close + 2 >= text.Length) return false;
        var name = Encoding.UTF8.GetString(text[(open + 1)..close]);
        var rest = text[(close + 2)..];
        var state = (char)rest[0];
        for (var field = 0; field < FieldsFromStateToStart; field++)
        {
            var space = rest.IndexOf((byte)' ');
            if (space < 0) return false;
            rest = rest[(space + 1)..];
        }
        if (!Utf8Parser.TryParse(rest, out long start, out _) || start < 0) return false;
        stat = new ProcStat(name, state, start);
        return true;
    }
}
