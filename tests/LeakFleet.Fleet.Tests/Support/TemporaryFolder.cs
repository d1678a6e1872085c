namespace LeakFleet.Fleet.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("leakfleet-").FullName;

    /// <summary>What a crash at this instant would leave, in a folder of its own.</summary>
    public TemporaryFolder Copy()
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var target = System.IO.Path.Combine(copy.Path, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            try
            {
                File.Copy(file, target);
            }
            catch (FileNotFoundException)
            {
                // Renamed since it was listed: its new name was either listed too or is as new as that.
                continue;
            }
            catch (IOException) when (file.EndsWith(".tmp", StringComparison.Ordinal) || System.IO.Path.GetFileName(file) == FolderLock.FileName)
            {
                // Held open by the store: a state that is not finished, or the lock.
                continue;
            }
        }

        return copy;
    }

    public IReadOnlyList<string> Files(string pattern) => [.. Directory.EnumerateFiles(Path, pattern, SearchOption.AllDirectories).Order()];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
