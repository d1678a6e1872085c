using System.Globalization;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Identity;

/// <summary>Which boot this is, and when: start times of processes count from it.</summary>
/// <param name="BootId">32 hexadecimal digits.</param>
internal sealed record BootClock(string BootId, long BootUnixSeconds)
{
    // USER_HZ: fixed at 100 in the kernel's interface on x86-64, whatever its own timer frequency.
    private const long TicksPerSecond = 100;
    private const int StatBytesMax = 1024 * 1024;

    public long StartedUnixMilliseconds(long startTicks) => (BootUnixSeconds * 1000) + (startTicks * 1000 / TicksPerSecond);

    public static BootClock Read(string procRoot)
    {
        var id = BoundedFile.ReadText(Path.Combine(procRoot, "sys/kernel/random/boot_id"))?.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        if (id is not { Length: 32 } || !id.All(char.IsAsciiHexDigitLower))
            throw new PlatformNotSupportedException($"{procRoot}/sys/kernel/random/boot_id cannot be read: is this Linux with /proc mounted?");
        foreach (var line in (BoundedFile.ReadText(Path.Combine(procRoot, "stat"), StatBytesMax) ?? "").AsSpan().EnumerateLines())
        {
            if (line.StartsWith("btime ", StringComparison.Ordinal) && long.TryParse(line[6..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                return new BootClock(id, seconds);
        }
        throw new PlatformNotSupportedException($"{procRoot}/stat tells no boot time: is this Linux with /proc mounted?");
    }
}
