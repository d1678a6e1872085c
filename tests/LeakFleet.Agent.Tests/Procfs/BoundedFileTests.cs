using LeakFleet.Agent.Procfs;

namespace LeakFleet.Agent.Tests.Procfs;

public sealed class BoundedFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData(0)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(4097)]
    [InlineData(300_000)]
    public void AFileBelowItsBoundIsReadWhole(int length)
    {
        var content = Content(length);
        File.WriteAllBytes(_path, content);

        Assert.Equal(ReadOutcome.Ok, BoundedFile.Read(_path, 1 << 20, out var bytes));
        Assert.Equal(content, bytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(5000)]
    [InlineData(65_536)]
    public void ALongerOneIsCutThere(int bytesMax)
    {
        var content = Content(300_000);
        File.WriteAllBytes(_path, content);

        Assert.Equal(ReadOutcome.Ok, BoundedFile.Read(_path, bytesMax, out var bytes));
        Assert.Equal(content[..bytesMax], bytes);
    }

    [Fact]
    public void ASmallFileCostsLittleWhateverItsBound()
    {
        File.WriteAllBytes(_path, Content(2000));
        BoundedFile.Read(_path, 1 << 20, out _);

        var before = GC.GetAllocatedBytesForCurrentThread();
        // No buffer of this size is in any pool yet.
        BoundedFile.Read(_path, 64 << 20, out _);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 10);
    }

    [Fact]
    public void AFileThatIsNotThereIsGone() => Assert.Equal(ReadOutcome.Gone, BoundedFile.Read(_path + "-none", 100, out _));

    private static byte[] Content(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];
}
