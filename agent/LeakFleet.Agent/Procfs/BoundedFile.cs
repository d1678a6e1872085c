using System.Buffers;
using System.Text;

namespace LeakFleet.Agent.Procfs;

/// <summary>Reads at most the first bytes of a small file. Files of <c>/proc</c> and cgroups say nothing of their length, so it reads until it ends.</summary>
internal static class BoundedFile
{
    public static ReadOutcome Read(string path, int bytesMax, out byte[] bytes)
    {
        bytes = [];
        var buffer = ArrayPool<byte>.Shared.Rent(bytesMax);
        try
        {
            using var file = File.OpenHandle(path);
            var length = 0;
            while (length < bytesMax)
            {
                var read = RandomAccess.Read(file, buffer.AsSpan(length, bytesMax - length), length);
                if (read == 0) break;
                length += read;
            }
            bytes = buffer.AsSpan(0, length).ToArray();
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
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The text of a kernel file, trimmed; null when it cannot be read.</summary>
    public static string? ReadText(string path, int bytesMax = 4096) =>
        Read(path, bytesMax, out var bytes) == ReadOutcome.Ok ? Encoding.UTF8.GetString(bytes).Trim() : null;
}
