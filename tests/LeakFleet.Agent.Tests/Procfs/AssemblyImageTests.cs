using System.Reflection.Metadata;
using LeakFleet.Agent.Heap.Snapshot;
using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Tests.Procfs;

public sealed class AssemblyImageTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public AssemblyImageTests() => File.Copy(typeof(AssemblyImageTests).Assembly.Location, _path);

    [Fact]
    public void AFileThatIsCutAfterItWasOpenedIsStillReadToItsEnd()
    {
        using var file = File.OpenRead(_path);
        using var image = AssemblyImage.Open(file);
        var metadata = image!.GetMetadataReader();
        Cut();

        Assert.Contains(nameof(AssemblyImageTests), metadata.TypeDefinitions.Select(type => metadata.GetString(metadata.GetTypeDefinition(type).Name)));
    }

    [Fact]
    public void ASnapshotOutlivesTheFilesItTakesNamesFrom()
    {
        using var assembly = SnapshotAssembly.Open(new ProcTree("/proc"), Environment.ProcessId, _path);
        Cut();

        var around = Enumerable.Range(1, 4000).Select(row => assembly!.NamesAround((uint)row, 1000)).Where(names => names is { Length: > 0 }).ToList();
        Assert.Contains($"{typeof(AssemblyImageTests).FullName}+", around);
    }

    [Fact]
    public void AFileThatIsCutBeforeItIsReadIsNoAssembly()
    {
        using var file = File.OpenRead(_path);
        Cut();
        Assert.Equal("", LeakFleet.Agent.Identity.AssemblyVersion.Read(file));
    }

    [Fact]
    public void MoreMetadataThanTheLimitIsNotRead()
    {
        // The size of the metadata is the second field of its entry in the CLI header, which follows version and sizes.
        var bytes = File.ReadAllBytes(_path);
        using (var file = new MemoryStream(bytes))
        using (var image = AssemblyImage.Open(file))
        {
            var size = image!.PEHeaders.CorHeaderStartOffset + 12;
            BitConverter.GetBytes(AssemblyImage.MetadataBytesMax + 1).CopyTo(bytes, size);
        }
        Array.Resize(ref bytes, bytes.Length + AssemblyImage.MetadataBytesMax);
        Assert.Equal("", LeakFleet.Agent.Identity.AssemblyVersion.Read(new MemoryStream(bytes)));
    }

    public void Dispose() => File.Delete(_path);

    private void Cut()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
    }

    private sealed class Nested;
}
