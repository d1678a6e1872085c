using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Fleet;

/// <summary>
/// One file per entity. A state is written beside the old one, flushed, renamed over it, and the folder flushed: a crash at any byte leaves the
/// old state or the new one. A log of changes with compaction would write less, but a state here is small and always whole.
/// </summary>
public sealed partial class FileStateStore : IStateStore
{
    private const string Extension = ".state";
    private const string UnfinishedExtension = ".tmp";
    private const string CorruptExtension = ".corrupt";

    /// <summary>Folders stay small enough to list quickly at 20,000 processes and more.</summary>
    private const int FanOut = 256;

    private readonly string _states;
    private readonly FolderLock _lock;
    private readonly ILogger _log;

    private FileStateStore(string states, FolderLock folderLock, ILogger log)
    {
        _states = states;
        _lock = folderLock;
        _log = log;
    }

    public bool IsDurable => true;

    /// <exception cref="StateStoreException">The folder cannot be created or written, or another server uses it.</exception>
    public static FileStateStore Open(string folder, ILogger<FileStateStore> log)
    {
        FolderLock? taken = null;
        try
        {
            var root = Path.GetFullPath(folder);
            var states = Path.Combine(root, "processes");
            CreatePrivate(root);
            taken = FolderLock.Take(root);
            // All at once: a folder missing later would be one more thing to flush at the wrong moment.
            CreatePrivate(states);
            for (var i = 0; i < FanOut; i++) CreatePrivate(Path.Combine(states, Bucket(i)));
            DurableFolder.Flush(states);
            DurableFolder.Flush(root);
            var store = new FileStateStore(states, taken, log);
            store.RemoveUnfinished();
            return store;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            taken?.Dispose();
            throw new StateStoreException($"state folder {folder} is not writable: {OneLine(e)}", e);
        }
    }

    public void Load(Func<EntityState, bool> take)
    {
        foreach (var file in Directory.EnumerateFiles(_states, "*" + Extension, SearchOption.AllDirectories).ToList())
        {
            var fault = LoadOne(file, take);
            if (fault is not null) MoveAside(file, fault);
        }
    }

    public IReadOnlyList<StateFault> Write(IReadOnlyList<EntityState> states)
    {
        var faults = new List<StateFault>();
        // One flush per folder for the whole batch: it costs as much as flushing a file.
        var touched = new Dictionary<string, List<string>>();
        foreach (var state in states)
        {
            try
            {
                var file = FileOf(state.Key);
                WriteOne(file, state.Bytes.Span);
                var bucket = Path.GetDirectoryName(file)!;
                if (!touched.TryGetValue(bucket, out var keys)) touched.Add(bucket, keys = []);
                keys.Add(state.Key);
            }
            catch (Exception e) when (IsExpected(e))
            {
                faults.Add(new StateFault(state.Key, OneLine(e)));
            }
        }

        foreach (var (bucket, keys) in touched)
        {
            try
            {
                DurableFolder.Flush(bucket);
            }
            catch (IOException e)
            {
                foreach (var key in keys) faults.Add(new StateFault(key, OneLine(e)));
            }
        }

        return faults;
    }

    public void Delete(string key)
    {
        try
        {
            File.Delete(FileOf(key));
        }
        catch (Exception e) when (IsExpected(e))
        {
            LogNotDeleted(key, OneLine(e));
        }
    }

    public void Dispose() => _lock.Dispose();

    private static string? LoadOne(string file, Func<EntityState, bool> take)
    {
        try
        {
            if (new FileInfo(file).Length > StateFile.HeaderBytes + StateFile.PayloadBytesMax) return "too large";
            if (!StateFile.TryRead(File.ReadAllBytes(file), out var payload, out var fault)) return fault;
            return take(new EntityState(Path.GetFileNameWithoutExtension(file), payload)) ? null : "state not understood";
        }
        catch (Exception e) when (IsExpected(e))
        {
            return OneLine(e);
        }
    }

    private static void WriteOne(string file, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > StateFile.PayloadBytesMax) throw new IOException($"state of {payload.Length} bytes is too large");
        Span<byte> header = stackalloc byte[StateFile.HeaderBytes];
        StateFile.WriteHeader(header, payload);
        var unfinished = file + UnfinishedExtension;
        using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            stream.Write(header);
            stream.Write(payload);
            stream.Flush(flushToDisk: true);
        }

        File.Move(unfinished, file, overwrite: true);
    }

    private static void CreatePrivate(string folder)
    {
        // Command lines and labels of every process are in here: no business of other users.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string Bucket(int number) => number.ToString("x2", CultureInfo.InvariantCulture);

    private static bool IsExpected(Exception e) => e is IOException or UnauthorizedAccessException;

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ");

    private string FileOf(string key)
    {
        // FNV-1a: the same in every run, unlike string.GetHashCode.
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes(key)) hash = (hash ^ b) * 16777619u;
        return Path.Combine(_states, Bucket((int)(hash % FanOut)), key + Extension);
    }

    private void RemoveUnfinished()
    {
        foreach (var file in Directory.EnumerateFiles(_states, "*" + UnfinishedExtension, SearchOption.AllDirectories).ToList()) File.Delete(file);
    }

    private void MoveAside(string file, string fault)
    {
        try
        {
            File.Move(file, file + CorruptExtension, overwrite: true);
            LogMovedAside(file, fault);
        }
        catch (Exception e) when (IsExpected(e))
        {
            LogNotMoved(file, fault, OneLine(e));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "State file {File} is damaged ({Fault}): moved aside, that process starts anew")]
    private partial void LogMovedAside(string file, string fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "State file {File} is damaged ({Fault}) and cannot be moved aside: {Reason}")]
    private partial void LogNotMoved(string file, string fault, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "State of {Key} cannot be deleted: {Reason}")]
    private partial void LogNotDeleted(string key, string reason);
}
