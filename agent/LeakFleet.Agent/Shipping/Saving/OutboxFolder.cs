using System.Globalization;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Procfs;
using Microsoft.Win32.SafeHandles;

namespace LeakFleet.Agent.Shipping.Saving;

/// <summary>
/// The files of an outbox, in a folder that belongs to the agent's user and that nobody else may write. One agent at a time: an advisory lock, which the
/// kernel takes back however the agent ends. Not thread-safe.
/// </summary>
internal sealed class OutboxFolder : IDisposable
{
    /// <summary>From there on a file gets no more messages. Small ones go soon after their messages.</summary>
    public const int SegmentBytes = 1024 * 1024;

    public const int SegmentBytesMax = SegmentBytes + OutboxRecord.BytesMax;

    private const string Ending = ".outbox";
    private const string LockName = "lock";
    private const int ErrorWouldBlock = 11;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<OutboxSegment> _segments;
    private readonly FileStream _lock;
    private readonly string _path;
    private FileStream? _file;
    private long _number;

    private OutboxFolder(string path, FileStream folderLock)
    {
        (_path, _lock) = (path, folderLock);
        _segments = [.. Directory.EnumerateFiles(path, "*" + Ending).Select(Segment).OfType<OutboxSegment>().OrderBy(s => s.Number)];
        _number = _segments.Count == 0 ? 0 : _segments[^1].Number;
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<OutboxSegment> Segments => _segments;

    public long Bytes => _segments.Sum(s => s.Bytes);

    /// <summary>Whether the newest is still written to.</summary>
    public bool IsWriting(OutboxSegment segment) => _file is not null && segment == _segments[^1];

    /// <exception cref="OutboxException">The folder cannot be made or used, others may write it, or another agent uses it.</exception>
    public static OutboxFolder Open(string path)
    {
        if (!OperatingSystem.IsLinux()) throw new OutboxException("outbox folders are kept on Linux only");
        try
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            using (var handle = LinuxCalls.OpenDirectory(path).Handle)
            {
                if (handle is null || !FileTrust.IsOwn(handle))
                    throw new OutboxException($"outbox folder {path} belongs to another user, or others may write it: what they put there would be sent as seen by this agent");
            }

            return new OutboxFolder(path, new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (e.HResult == ErrorWouldBlock)
        {
            throw new OutboxException($"outbox folder {path} is in use by another agent", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutboxException($"outbox folder {path} cannot be used: {e.Message}", e);
        }
    }

    /// <exception cref="IOException">It was not written, or not all of it: a reader leaves a broken end alone.</exception>
    public OutboxSegment Append(ReadOnlySpan<byte> record)
    {
        if (_file is null || _segments[^1].Bytes >= SegmentBytes) Begin();
        try
        {
            _file!.Write(record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What comes after a record that was cut off could not be found.
            End();
            throw;
        }

        _segments[^1].Bytes += record.Length;
        return _segments[^1];
    }

    /// <summary>Opens a file for reading; null when it is none that this agent or root has written.</summary>
    public SafeFileHandle? OpenToRead(OutboxSegment segment)
    {
        using var folder = LinuxCalls.OpenDirectory(_path).Handle;
        if (folder is null) return null;
        var (file, _) = LinuxCalls.OpenInRoot(folder, Path.GetFileName(segment.Path), LinuxCalls.FlagNonBlocking | LinuxCalls.FlagNoFollow);
        if (file is null) return null;
        var (facts, error) = LinuxCalls.Examine(file, "");
        if (error == 0 && facts.Kind == FileKind.Regular && facts.SizeBytes <= SegmentBytesMax && FileTrust.IsOwn(file)) return file;
        file.Dispose();
        return null;
    }

    /// <exception cref="IOException">It is still there.</exception>
    public void Delete(OutboxSegment segment)
    {
        if (IsWriting(segment)) End();
        File.Delete(segment.Path);
        _segments.Remove(segment);
    }

    public void Dispose()
    {
        End();
        _lock.Dispose();
    }

    private void Begin()
    {
        End();
        var path = Path.Combine(_path, (_number + 1).ToString("D12", CultureInfo.InvariantCulture) + Ending);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (OperatingSystem.IsLinux()) options.UnixCreateMode = OwnerOnly;
        _file = new FileStream(path, options);
        _segments.Add(new OutboxSegment(++_number, path, 0));
    }

    private void End()
    {
        if (_file is null) return;
        using var ended = _file;
        _file = null;
        try
        {
            // What a file holds when it is left survives a loss of power too.
            ended.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // A disk that is full or broken: the next write says so.
            return;
        }
    }

    private static OutboxSegment? Segment(string path) =>
        long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? new OutboxSegment(number, path, new FileInfo(path).Length)
            : null;
}
