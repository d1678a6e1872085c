using System.Security.Cryptography;
using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Heap;

/// <summary>
/// Private copies of libraries that were found to be trusted, one for each content. A library once loaded is never unloaded, so loading
/// every container's own copy would grow the agent without end; and a path below /proc/PID/root dies with its process. They are kept in memory: an agent
/// may have no folder that it can write to, and leaves nothing behind.
/// </summary>
internal static class PrivateDacCopies
{
    /// <summary>All together: some twenty distinct runtimes on one node, of 3 MB each.</summary>
    private const long BytesMax = TargetLibrary.BytesMax;

    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, LibraryCopy> Copies = new(StringComparer.Ordinal);
    private static long _bytes;

    /// <summary>Path and SHA-256 of the library's copy; no path where <paramref name="isAllowed"/> says so of the hash.</summary>
    /// <exception cref="IOException">The library cannot be read, or there is no room for it.</exception>
    public static (string? Path, string Hash) Of(FileStream library, Predicate<string> isAllowed)
    {
        lock (Gate)
        {
            var copy = new LibraryCopy();
            var isKept = false;
            try
            {
                // What is copied is hashed, not the original, which may change meanwhile.
                var hash = Copy(library, copy);
                if (!isAllowed(hash)) return (null, hash);
                if (Copies.TryGetValue(hash, out var known)) return (known.Path, hash);
                if (_bytes + copy.Length > BytesMax) throw new IOException($"the debugger access libraries of this node's processes have more than {BytesMax >> 20} MB together");
                _bytes += copy.Length;
                Copies[hash] = copy;
                isKept = true;
                return (copy.Path, hash);
            }
            finally
            {
                if (!isKept) copy.Dispose();
            }
        }
    }

    private static string Copy(FileStream library, LibraryCopy copy)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        library.Position = 0;
        for (int read; (read = library.Read(buffer)) > 0;)
        {
            if (copy.Length + read > TargetLibrary.BytesMax) throw new IOException("it grows while it is read");
            hash.AppendData(buffer, 0, read);
            copy.Append(buffer.AsSpan(0, read));
        }
        copy.Seal();
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
