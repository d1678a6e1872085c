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

    /// <summary>Which of the two this process lacks. The kernel's refusal does not tell: both look the same.</summary>
    public static string Missing { get; } = MissingIn(BoundedFile.ReadText("/proc/self/status", ProcStatus.BytesMax) ?? "");

    internal static string MissingIn(string status)
    {
        var effective = 0UL;
        foreach (var line in status.AsSpan().EnumerateLines())
            if (line.StartsWith("CapEff:", StringComparison.Ordinal)) _ = ulong.TryParse(line[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out effective);
        var missing = new List<string>();
        if ((effective & (1UL << ReadProcessesBit)) == 0) missing.Add(ReadProcesses);
        if ((effective & (1UL << ConnectSocketsBit)) == 0) missing.Add(ConnectSockets);
        // With both, something else refuses: a security module, or a user namespace that is not ours.
        return missing.Count > 0 ? string.Join(" and ", missing) : "a right beyond CAP_SYS_PTRACE and CAP_DAC_OVERRIDE (security module or user namespace)";
    }
}
