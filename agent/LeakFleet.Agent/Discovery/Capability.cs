using System.Globalization;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Discovery;

/// <summary>What an agent that does not run as root must have, and what it cannot see without.</summary>
internal static class Capability
{
    /// <summary>Root folder, memory map and memory of other users' processes.</summary>
    public const string ReadProcesses = "CAP_SYS_PTRACE";

    /// <summary>Their environment, and connecting to diagnostic sockets: files that only their owner may open.</summary>
    public const string ConnectSockets = "CAP_DAC_OVERRIDE";

    // Bit numbers of linux/capability.h.
    private const int ReadProcessesBit = 19;
    private const int ConnectSocketsBit = 1;

    /// <summary>Why something was refused, to follow "…: ": which of the two this process lacks. The kernel does not tell: both look the same.</summary>
    public static string Denial { get; } = DenialIn(BoundedFile.ReadText("/proc/self/status", ProcStatus.BytesMax) ?? "");

    internal static string DenialIn(string status)
    {
        var effective = 0UL;
        foreach (var line in status.AsSpan().EnumerateLines())
            if (line.StartsWith("CapEff:", StringComparison.Ordinal)) _ = ulong.TryParse(line[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out effective);
        var missing = new List<string>();
        if ((effective & (1UL << ReadProcessesBit)) == 0) missing.Add(ReadProcesses);
        if ((effective & (1UL << ConnectSocketsBit)) == 0) missing.Add(ConnectSockets);
        return missing.Count > 0
            ? $"not permitted without {string.Join(" and ", missing)}"
            : $"not permitted, although {ReadProcesses} and {ConnectSockets} are held: a security module or a user namespace refuses";
    }
}
