namespace LeakFleet.Fleet;

/// <summary>
/// Keeps a second server out of a state folder. An advisory lock on an open file, not a file that exists: the kernel lets go of it however the
/// server ends.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    public const string FileName = "lock";

    // What open reports when another holds the lock: EAGAIN on Linux, EWOULDBLOCK on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static readonly int[] HeldErrors = [11, 35, unchecked((int)0x80070020)];

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    public static FolderLock Take(string folder)
    {
        try
        {
            return new FolderLock(new FileStream(Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (HeldErrors.Contains(e.HResult))
        {
            throw new StateStoreException($"state folder {folder} is in use by another server", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
