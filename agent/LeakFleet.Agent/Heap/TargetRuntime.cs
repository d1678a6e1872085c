using System.Globalization;

namespace LeakFleet.Agent.Heap;

/// <summary>Where a process has its .NET runtime, or why it has none that can be walked.</summary>
/// <param name="CoreClrBase">Address of the first mapped page of libcoreclr.so.</param>
/// <param name="DacPath">The debugger access library beside it, as the process itself would name it.</param>
internal sealed record TargetRuntime(ulong CoreClrBase, string DacPath, string? Trouble)
{
    public const string CoreClrName = "libcoreclr.so";
    public const string DacName = "libmscordaccore.so";

    /// <summary>What the kernel puts behind the name of a mapped file that has no name any more.</summary>
    private const string Deleted = " (deleted)";

    public static TargetRuntime Find(int pid, HeapWalkOptions options)
    {
        string? coreClrPath = null;
        var coreClrBase = 0UL;
        var (musl, replaced) = (false, false);
        try
        {
            foreach (var line in File.ReadLines($"/proc/{pid}/maps").Take(options.MapLinesMax))
            {
                // The path is the sixth field and may hold spaces; everything before it is a number or flags.
                var slash = line.IndexOf('/', StringComparison.Ordinal);
                if (slash < 0) continue;
                var path = line[slash..];
                if (Path.GetFileName(path).StartsWith("ld-musl-", StringComparison.Ordinal)) musl = true;
                replaced |= path.EndsWith("/" + CoreClrName + Deleted, StringComparison.Ordinal);
                if (coreClrPath is not null || !path.EndsWith("/" + CoreClrName, StringComparison.Ordinal)) continue;
                var dash = line.IndexOf('-', StringComparison.Ordinal);
                if (!ulong.TryParse(line.AsSpan(0, Math.Max(0, dash)), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out coreClrBase))
                    continue;
                coreClrPath = path;
            }
        }
        catch (UnauthorizedAccessException)
        {
            return Unusable(HeapTrouble.Denied);
        }
        catch (IOException)
        {
            return Unusable(HeapTrouble.Exited);
        }
        if (coreClrPath is null && !replaced) return Unusable(HeapTrouble.NotDotnet);
        if (musl) return Unusable(HeapTrouble.Musl);
        if (coreClrPath is null) return Unusable(HeapTrouble.Replaced);
        return new TargetRuntime(coreClrBase, Path.Combine(Path.GetDirectoryName(coreClrPath)!, DacName), null);
    }

    private static TargetRuntime Unusable(string trouble) => new(0, "", trouble);
}
