namespace LeakFleet.Fleet;

/// <summary>
/// One file for each document, below a folder that <see cref="FileStateStore"/> holds the lock of. Written beside the old file, flushed, renamed over it,
/// and the folder flushed.
/// </summary>
public sealed class FileDocumentStore(string folder) : IDocumentStore
{
    private const string UnfinishedExtension = ".tmp";

    /// <summary>A report of a large fleet with all its charts stays far below.</summary>
    private const int BytesMax = 16 << 20;

    public async ValueTask<byte[]?> Read(string name, CancellationToken cancellation = default)
    {
        var file = FileOf(name);
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > BytesMax }) throw new IOException($"{file} is larger than {BytesMax} bytes");
            return await File.ReadAllBytesAsync(file, cancellation);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public async ValueTask Write(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default)
    {
        if (bytes.Length > BytesMax) throw new IOException($"the document {name} has {bytes.Length} bytes, {BytesMax} are the most");
        var file = FileOf(name);
        var parent = Path.GetDirectoryName(file)!;
        try
        {
            CreatePrivate(parent);
            var unfinished = file + UnfinishedExtension;
            await using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                await stream.WriteAsync(bytes, cancellation);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, file, overwrite: true);
            DurableFolder.Flush(parent);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    public ValueTask Delete(string name, CancellationToken cancellation = default)
    {
        try
        {
            File.Delete(FileOf(name));
            return ValueTask.CompletedTask;
        }
        catch (DirectoryNotFoundException)
        {
            return ValueTask.CompletedTask;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private string FileOf(string name) => Path.Combine(folder, DocumentName.Checked(name));
}
