using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap.Hostile;

public sealed class FakeRuntimeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(DacMode.Isolated)]
    [InlineData(DacMode.SameRuntime)]
    [InlineData(DacMode.InProcess)]
    public async Task AProcessThatOnlyClaimsToBeDotnetIsTrouble(DacMode mode)
    {
        using var fake = new FakeRuntime();
        await AssertTrouble(fake, mode);
    }

    [Theory]
    [InlineData(DacMode.Isolated)]
    [InlineData(DacMode.SameRuntime)]
    [InlineData(DacMode.InProcess)]
    public async Task GarbageInPlaceOfTheLibraryIsTrouble(DacMode mode)
    {
        using var fake = new FakeRuntime();
        var bytes = new byte[100_000];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(fake.DacPath, bytes);
        await AssertTrouble(fake, mode);
    }

    [Theory]
    [InlineData(DacMode.Isolated)]
    [InlineData(DacMode.SameRuntime)]
    [InlineData(DacMode.InProcess)]
    public async Task ALibraryOfTerabytesIsTroubleAndNotRead(DacMode mode)
    {
        using var fake = new FakeRuntime();
        using (var sparse = File.Create(fake.DacPath)) sparse.SetLength(1L << 40);
        await AssertTrouble(fake, mode);
    }

    [Theory]
    [InlineData(DacMode.Isolated)]
    [InlineData(DacMode.SameRuntime)]
    [InlineData(DacMode.InProcess)]
    public async Task TheAgentsOwnLibraryOnAProcessWithoutARuntimeIsTrouble(DacMode mode)
    {
        using var fake = new FakeRuntime();
        File.Copy(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libmscordaccore.so"), fake.DacPath);
        await AssertTrouble(fake, mode);
    }

    [Theory]
    [InlineData(DacMode.Isolated)]
    [InlineData(DacMode.SameRuntime)]
    [InlineData(DacMode.InProcess)]
    public void AProcessOnMuslIsDeclinedForThatReason(DacMode mode)
    {
        using var fake = new FakeRuntime("ld-musl-x86_64.so.1");
        using var walker = new HeapWalker(fake.Pid, new HeapWalkOptions { DacMode = mode });

        Assert.Equal(HeapWalk.Failed(HeapTrouble.Musl), walker.Walk(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void ARuntimeThatWasReplacedOnDiskIsToldAsThat()
    {
        using var fake = new FakeRuntime();
        File.Delete(fake.Library);
        File.Copy("/proc/self/exe", fake.Library);
        using var walker = new HeapWalker(fake.Pid, new HeapWalkOptions());

        Assert.Equal(HeapWalk.Failed(HeapTrouble.Replaced), walker.Walk(TestContext.Current.CancellationToken));
    }

    private static async Task AssertTrouble(FakeRuntime fake, DacMode mode)
    {
        using var walker = new HeapWalker(fake.Pid, new HeapWalkOptions { DacMode = mode });
        // A walk that hangs must fail the test, not hold it up.
        var cancellation = TestContext.Current.CancellationToken;
        var walk = await Task.Run(() => walker.Walk(CancellationToken.None), cancellation).WaitAsync(Patience, cancellation);
        Assert.Null(walk.Histogram);
        Assert.NotEmpty(walk.Trouble!);
    }
}
