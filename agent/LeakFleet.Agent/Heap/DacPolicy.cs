using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LeakFleet.Agent.Heap;

/// <summary>Decides which debugger access library is loaded for a target, if any.</summary>
internal sealed class DacPolicy(DacMode mode)
{
    private const string DacName = "libmscordaccore.so";

    /// <summary>Far above any published one (about 3 MB); what is larger is not hashed.</summary>
    private const long DacBytesMax = 64 * 1024 * 1024;

    /// <summary>Hashes of the agent's own libraries: they do not change while it runs.</summary>
    private static readonly ConcurrentDictionary<string, string> OwnHashes = new(StringComparer.Ordinal);

    private static readonly Lazy<IReadOnlyList<string>> OwnLibraries = new(FindOwnLibraries);

    /// <summary>The file to load, or why none may be.</summary>
    public (string? Path, string? Trouble) Choose(string targetPath)
    {
        try
        {
            using var file = new FileStream(targetPath, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            return mode == DacMode.SameRuntime ? ChooseSame(file) : ChooseOwned(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (null, $"the debugger access library {DacName} beside the process's runtime cannot be read: {fault.Message}");
        }
    }

    private static (string? Path, string? Trouble) ChooseSame(FileStream file)
    {
        var length = file.Length;
        var candidates = OwnLibraries.Value.Where(path => new FileInfo(path).Length == length).ToArray();
        if (candidates.Length > 0 && length <= DacBytesMax)
        {
            var hash = Convert.ToHexString(SHA256.HashData(file));
            foreach (var candidate in candidates)
            {
                if (OwnHashes.GetOrAdd(candidate, HashOf) == hash) return (candidate, null);
            }
        }
        return (null, "the process runs a .NET runtime that the agent does not have: its debugger access library is not one of the agent's own "
            + $"({nameof(DacMode)} = {nameof(DacMode.SameRuntime)}); install the same runtime beside the agent, or set {nameof(DacMode)} = "
            + $"{nameof(DacMode.InProcess)} to let the process's own library run inside the agent");
    }

    private static (string? Path, string? Trouble) ChooseOwned(FileStream file)
    {
        if (file.Length > DacBytesMax) return (null, $"the debugger access library {DacName} is larger than {DacBytesMax} bytes");
        if (!FileTrust.IsOwn(file.SafeFileHandle))
            return (null, $"the debugger access library {DacName} belongs to, or can be written by, other users than root and the agent's");
        return (PrivateDacCopies.PathOf(file), null);
    }

    private static string HashOf(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    private static List<string> FindOwnLibraries()
    {
        // shared/Microsoft.NETCore.App/10.0.12/ of a shared runtime; the program's own folder of a self-contained one.
        var runtime = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/');
        var versions = Path.GetDirectoryName(runtime);
        var folders = Path.GetFileName(versions) == "Microsoft.NETCore.App" ? Directory.GetDirectories(versions!) : [runtime];
        return folders.Select(folder => Path.Combine(folder, DacName)).Where(File.Exists).ToList();
    }
}
