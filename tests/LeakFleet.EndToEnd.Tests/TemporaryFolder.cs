namespace LeakFleet.EndToEnd.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("leakfleet-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
