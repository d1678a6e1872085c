using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LeakFleet.Protocol;

/// <summary>
/// Identity of one process for all time: pids recur, and so do start times after a reboot, so both are paired with the boot they belong to.
/// </summary>
/// <param name="Node">Name of the node; at most <see cref="WireLimits.NameCharsMax"/> of letters, digits, '.', '-' and '_'.</param>
/// <param name="BootId">The kernel's boot id, 32 hexadecimal digits, no dashes.</param>
/// <param name="Pid">Process id as the agent sees it.</param>
/// <param name="StartTicks">Start time in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>).</param>
public readonly record struct ProcessKey(string Node, string BootId, int Pid, long StartTicks)
{
    /// <summary>Of a valid key as text.</summary>
    private const int CharsMax = WireLimits.NameCharsMax + 64;

    /// <summary><c>node~boot~pid~start</c>: '~' occurs in none of the parts and needs no escaping in a URL or a file name.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Node}~{BootId}~{Pid}~{StartTicks}");

    public static bool TryParse([NotNullWhen(true)] string? text, out ProcessKey key)
    {
        key = default;
        if (text is null || text.Length > CharsMax) return false;
        var parts = text.Split('~');
        if (parts.Length != 4
            || !int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            || !long.TryParse(parts[3], NumberStyles.None, CultureInfo.InvariantCulture, out var start)) return false;
        key = new ProcessKey(parts[0], parts[1], pid, start);
        return key.IsValid;
    }

    /// <summary>Whether every part is within its limits; a key from the wire is used for nothing before this holds.</summary>
    public bool IsValid => IsNodeName(Node) && IsBootId(BootId) && Pid > 0 && StartTicks >= 0;

    private static bool IsNodeName(string? node)
    {
        if (node is null || node.Length is 0 or > WireLimits.NameCharsMax || node is "." or "..") return false;
        foreach (var c in node)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')) return false;
        return true;
    }

    private static bool IsBootId(string? boot)
    {
        if (boot is not { Length: 32 }) return false;
        foreach (var c in boot)
            if (!char.IsAsciiHexDigitLower(c)) return false;
        return true;
    }
}
