using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace LeakFleet.Agent.Heap;

/// <summary>Decides which debugger access library is loaded into the agent for a target, if any.</summary>
internal sealed class DacPolicy(HeapWalkOptions options)
{
    /// <summary>Hashes of the agent's own libraries: they do not change while it runs.</summary>
    private static readonly ConcurrentDictionary<string, string> OwnHashes = new(StringComparer.Ordinal);

    private static readonly Lazy<IReadOnlyList<string>> OwnLibraries = new(FindOwnLibraries);

    /// <summary>The file to load, or why none may be.</summary>
    /// <param name="library">The target's, as <see cref="TargetLibrary"/> opened it.</param>
    public (string? Path, string? Trouble) Choose(FileStream library)
    {
        try
        {
            return options.DacMode switch
            {
                DacMode.SameRuntime => ChooseSame(library),
                DacMode.AllowList => ChooseListed(library, options.DacHashes),
                _ => ChooseOwned(library),
            };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return (null, TargetLibrary.Unreadable(fault.Message));
        }
    }

    private static (string? Path, string? Trouble) ChooseSame(FileStream file)
    {
        var length = file.Length;
        var candidates = OwnLibraries.Value.Where(path => new FileInfo(path).Length == length).ToArray();
        if (candidates.Length > 0)
        {
            var hash = Convert.ToHexString(SHA256.HashData(file));
            foreach (var candidate in candidates)
            {
                if (OwnHashes.GetOrAdd(candidate, HashOf) == hash) return (candidate, null);
            }
        }
        return (null, "the process runs a .NET runtime that the agent does not have: its debugger access library is not one of the agent's own "
            + "(mode same-runtime); install the same runtime beside the agent, or use mode isolated");
    }

    private static (string? Path, string? Trouble) ChooseListed(FileStream file, IReadOnlyCollection<string> hashes)
    {
        // Of the copy that is loaded: the original may change after it was looked at.
        var (path, hash) = PrivateDacCopies.Of(file, hash => hashes.Contains(hash, StringComparer.OrdinalIgnoreCase));
        return path is not null
            ? (path, null)
            : (null, $"the debugger access library {TargetRuntime.DacName} of the process is not on the list of allowed ones (mode allow-list); its SHA-256 is {hash}");
    }

    private static (string? Path, string? Trouble) ChooseOwned(FileStream file)
    {
        if (!FileTrust.IsOwn(file.SafeFileHandle))
            return (null, $"the debugger access library {TargetRuntime.DacName} belongs to, or can be written by, other users than root and the agent's");
        return (PrivateDacCopies.Of(file, _ => true).Path, null);
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
        return folders.Select(folder => Path.Combine(folder, TargetRuntime.DacName)).Where(File.Exists).ToList();
    }
}
