using LeakFleet.Agent.Procfs;
using LeakFleet.Agent.Tests.Procfs;
using LeakFleet.Agent.Usage;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Tests.Usage;

public sealed class MemoryReaderTests
{
    [Fact]
    public void TheKernelsFiguresAreTakenOver()
    {
        using var proc = new ProcFixture();
        proc.Add(5).Write(5, "fd/0", "").Write(5, "fd/1", "").Write(5, "fd/2", "");
        Assert.Equal(new ProcessMemory(1024 * 1024, (2048 + 4) * 1024, 77, 17, 3, -1, -1), new MemoryReader(proc.Tree, "/nonexistent").Read(5, 77));
    }

    [Fact]
    public void AProcessThatIsGoneHasNone()
    {
        using var proc = new ProcFixture();
        Assert.Null(new MemoryReader(proc.Tree).Read(5, -1));
    }

    [Fact]
    public void ThisProcessIsRead()
    {
        var memory = new MemoryReader(new ProcTree()).Read(Environment.ProcessId, -1);
        Assert.NotNull(memory);
        Assert.InRange(memory.RssAnonymousBytes, 1 << 20, 8L << 30);
        Assert.InRange(memory.RssFileBytes, 1 << 20, 8L << 30);
        Assert.InRange(memory.Threads, 2, 5_000);
        var descriptors = Directory.GetFileSystemEntries("/proc/self/fd").Length;
        Assert.InRange(memory.FileDescriptors, descriptors - 30, descriptors + 30);
    }
}
