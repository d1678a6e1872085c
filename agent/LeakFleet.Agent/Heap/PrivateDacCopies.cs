using System.Security.Cryptography;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// Private copies of libraries that were found to be trusted, one for each content. A library once loaded is never unloaded, so loading
/// every container's own copy would grow the agent without end; and a path below /proc/PID/root dies with its process.
/// </summary>
internal static class PrivateDacCopies
{
    /// <summary>Distinct runtimes on one node.</summary>
    private const int CopiesMax = 64;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, string> Paths = new(StringComparer.Ordinal);
    private static string? _folder;

    /// <summary>Path and SHA-256 of the library's copy; no path where <paramref name="isAllowed"/> says so of the hash.</summary>
    public static (string? Path, string Hash) Of(FileStream library, Predicate<string> isAllowed)
    {
        lock (Gate)
        {
            _folder ??= Directory.CreateTempSubdirectory("leakfleet-dac-").FullName;
            var copy = Path.Combine(_folder, Path.GetRandomFileName());
            library.Position = 0;
            using (var target = new FileStream(copy, FileMode.CreateNew)) library.CopyTo(target);

            // The copy is hashed, not the original, which may have changed in between.
            string hash;
            using (var written = File.OpenRead(copy)) hash = Convert.ToHexString(SHA256.HashData(written));
            var isKnown = Paths.TryGetValue(hash, out var known);
            if (isKnown || !isAllowed(hash))
            {
                File.Delete(copy);
                return (isAllowed(hash) ? known : null, hash);
            }
            if (Paths.Count >= CopiesMax)
            {
                File.Delete(copy);
                throw new IOException($"more than {CopiesMax} different debugger access libraries");
            }
            Paths[hash] = copy;
            return (copy, hash);
        }
    }
}
