using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>
/// What files hold, read again when they change. Secrets of Kubernetes are replaced by exchanging a link, which neither times nor most watchers notice
/// reliably: the bytes are compared, at most every few seconds. A version that cannot be read leaves the one before in force.
/// </summary>
internal sealed partial class ReloadedFile<T>(IReadOnlyList<string> paths, Func<IReadOnlyList<byte[]>, Parsed<T>> parse, TimeProvider clock, ILogger logger)
    where T : class
{
    public static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private IReadOnlyList<byte[]> _bytes = [];
    private string? _fault;
    private T? _value;
    private long _checked;

    /// <summary>Null until the files could be read once.</summary>
    public T? Current
    {
        get
        {
            lock (_lock)
            {
                if (_checked != 0 && clock.GetElapsedTime(_checked) < CheckInterval) return _value;
                _checked = clock.GetTimestamp();
                Check();
                return _value;
            }
        }
    }

    private void Check()
    {
        var read = ReloadedFile.ReadAll(paths);
        if (_value is not null && read.Value is { } bytes && bytes.Count == _bytes.Count && bytes.Zip(_bytes).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second))) return;
        var parsed = read.Value is { } all ? parse(all) : Parsed<T>.Bad(read.Fault ?? "");
        if (parsed.Value is { } value)
        {
            if (_value is not null) LogReplaced(logger, string.Join(", ", paths));
            (_value, _bytes, _fault) = (value, read.Value!, null);
        }
        else if (parsed.Fault != _fault)
        {
            ServerMetrics.AccessFilesFailed.Add(1);
            LogFailed(logger, parsed.Fault ?? "");
            _fault = parsed.Fault;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Read {Paths} again: it changed")]
    private static partial void LogReplaced(ILogger logger, string paths);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Fault}; what was read before stays in force")]
    private static partial void LogFailed(ILogger logger, string fault);
}

/// <summary>Reads such files once.</summary>
internal static class ReloadedFile
{
    /// <summary>A thousand keys, or a chain of certificates, is far below.</summary>
    private const int BytesMax = 1024 * 1024;

    public static Parsed<T> Read<T>(string path, Func<byte[], Parsed<T>> parse) where T : class => Read([path], files => parse(files[0]));

    public static Parsed<T> Read<T>(IReadOnlyList<string> paths, Func<IReadOnlyList<byte[]>, Parsed<T>> parse) where T : class =>
        ReadAll(paths) is { Value: { } files } ? parse(files) is { Fault: { } fault } ? Parsed<T>.Bad($"{string.Join(", ", paths)}: {fault}") : parse(files)
            : Parsed<T>.Bad(ReadAll(paths).Fault ?? "");

    public static Parsed<IReadOnlyList<byte[]>> ReadAll(IReadOnlyList<string> paths)
    {
        var files = new List<byte[]>();
        foreach (var path in paths)
        {
            if (path.Length == 0) return Parsed<IReadOnlyList<byte[]>>.Bad("no file is named");
            try
            {
                if (new FileInfo(path) is { Exists: true, Length: > BytesMax }) return Parsed<IReadOnlyList<byte[]>>.Bad($"{path} is larger than {BytesMax} bytes");
                files.Add(File.ReadAllBytes(path));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return Parsed<IReadOnlyList<byte[]>>.Bad($"{path} cannot be read: {exception.Message}");
            }
        }

        return new(files, null);
    }
}
