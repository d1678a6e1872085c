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
            catch (IOException) when (System.IO.Path.GetFileName(file) == FolderLock.FileName)
            {
                continue;
            }
        }

        return copy;
    }

    public IReadOnlyList<string> Files(string pattern) => [.. Directory.EnumerateFiles(Path, pattern, SearchOption.AllDirectories).Order()];

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
