using System.Buffers;
using System.Text;

namespace LeakFleet.Agent.Procfs;

/// <summary>Reads at most the first bytes of a small file. Files of <c>/proc</c> and cgroups say nothing of their length, so it reads until it ends.</summary>
internal static class BoundedFile
{
    /// <summary>
    /// Most files here fit in the first piece. The bound itself, which is megabytes for some, would lie in the large object heap, and in the pool ever after.
    /// </summary>
    private const int FirstBytes = 4096;
    private const int Growth = 4;

    public static ReadOutcome Read(string path, int bytesMax, out byte[] bytes)
    {
        bytes = [];
        for (var size = Math.Min(bytesMax, FirstBytes); ; size = (int)Math.Min(bytesMax, (long)size * Growth))
        {
            var buffer = ArrayPool<byte>.Shared.Rent(size);
            try
            {
                var outcome = Read(path, buffer.AsSpan(0, size), out var length);
                if (outcome != ReadOutcome.Ok) return outcome;
                if (length == size && size < bytesMax) continue;
                bytes = buffer.AsSpan(0, length).ToArray();
                return ReadOutcome.Ok;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    /// <summary>Fills <paramref name="buffer"/> as far as the file goes.</summary>
    public static ReadOutcome Read(string path, Span<byte> buffer, out int length)
    {
        length = 0;
        try
        {
            using var file = File.OpenHandle(path);
            while (length < buffer.Length)
            {
                var read = RandomAccess.Read(file, buffer[length..], length);
                if (read == 0) break;
                length += read;
            }
            return ReadOutcome.Ok;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ReadOutcome.Gone;
        }
        catch (UnauthorizedAccessException)
        {
            return ReadOutcome.Denied;
        }
        catch (IOException e)
        {
            // No such process: it ended between opening and reading. Anything else (no descriptors, no memory) says nothing of the process.
            return e.HResult == LinuxCalls.ErrorNoSuchProcess ? ReadOutcome.Gone : ReadOutcome.Unusable;
        }
    }

    /// <summary>The text of a kernel file, trimmed; null when it cannot be read.</summary>
    public static string? ReadText(string path, int bytesMax = 4096) =>
        Read(path, bytesMax, out var bytes) == ReadOutcome.Ok ? Encoding.UTF8.GetString(bytes).Trim() : null;
}
