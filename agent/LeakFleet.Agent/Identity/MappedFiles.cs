using System.Text;

namespace LeakFleet.Agent.Identity;

/// <summary>Looks for files in <c>/proc/PID/maps</c>. Its lines are <c>range perms offset dev inode path</c>; only the path is of interest here.</summary>
internal static class MappedFiles
{
    /// <summary>A process with thousands of mappings has its own assemblies among the first megabytes of them.</summary>
    public const int BytesMax = 4 * 1024 * 1024;

    private const string Deleted = " (deleted)";

    /// <summary>The path of the first mapped file with this name, or null.</summary>
    public static string? Find(ReadOnlySpan<byte> maps, string fileName)
    {
        var wanted = Encoding.UTF8.GetBytes("/" + fileName);
        while (!maps.IsEmpty)
        {
            var end = maps.IndexOf((byte)'\n');
            var line = end < 0 ? maps : maps[..end];
            maps = end < 0 ? default : maps[(end + 1)..];
            if (!line.EndsWith(wanted)) continue;
            var slash = line.IndexOf((byte)'/');
            var path = Encoding.UTF8.GetString(line[slash..]);
            if (!path.EndsWith(Deleted, StringComparison.Ordinal)) return path;
        }
        return null;
    }

    /// <summary>The runtime's version from the folder its library lies in, "…/Microsoft.NETCore.App/10.0.12/libcoreclr.so"; empty when it is the application's own.</summary>
    public static string RuntimeVersion(ReadOnlySpan<byte> maps)
    {
        var folder = Path.GetFileName(Path.GetDirectoryName(Find(maps, "libcoreclr.so")));
        return folder is { Length: > 0 } && char.IsAsciiDigit(folder[0]) && folder.Contains('.') ? WireText.CleanName(folder, 64) : "";
    }
}
