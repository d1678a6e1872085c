using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

public sealed class IsolatedWalkTests
{
    [Fact]
    public void AQuietHeapIsTheSameFromInsideAndOutsideTheAgent()
    {
        using var target = HeapTargetProcess.Start(100_000, []);
        using var isolated = new HeapWalker(target.Pid, new HeapWalkOptions());
        using var inProcess = new HeapWalker(target.Pid, new HeapWalkOptions { DacMode = DacMode.SameRuntime });

        var outside = isolated.Walk(TestContext.Current.CancellationToken);
        var inside = inProcess.Walk(TestContext.Current.CancellationToken);

        Assert.Null(outside.Trouble);
        Assert.Null(inside.Trouble);
        Assert.Equal(inside.Histogram!.Types, outside.Histogram!.Types);
        Assert.Equal(inside.Histogram.FreeBytes, outside.Histogram.FreeBytes);
        Assert.Equal(inside.Histogram.Completeness.BytesRead, outside.Histogram.Completeness.BytesRead);
        Assert.True(isolated.CpuUsed > inProcess.CpuUsed, "the helper's processor time is not counted");
    }

    [Fact]
    public void AHelperAnswersForAsLongAsItIsAsked()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        using var inspection = SandboxTests.OpenHelper(target.Pid);
        // Enough for the helper's own heap to be collected many times.
        for (var i = 0; i < 1000; i++)
        {
            if (inspection.ReadLayout().Trouble is { } trouble) Assert.Fail($"layout {i}: {trouble}");
        }
    }

    [Fact]
    public void AHelperThatIsKilledIsTroubleAndStaysIt()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        using var inspection = SandboxTests.OpenHelper(target.Pid);
        Assert.Null(inspection.ReadLayout().Trouble);
        using (var helper = System.Diagnostics.Process.GetProcessById(inspection.HelperPid)) helper.Kill();

        Assert.Equal(HelperTrouble.Broken, inspection.ReadLayout().Trouble);
        Assert.Equal(HelperTrouble.Broken, inspection.Trouble);
        Assert.Equal(HelperTrouble.Broken, inspection.ReadLayout().Trouble);
        Assert.Equal([null, null], inspection.Resolve([0x7000_0000_0000, 0x7000_0000_1000]));
        Assert.True(inspection.HasBrokenOff);
        Assert.True(inspection.CpuElsewhere > TimeSpan.Zero, "a helper that has ended costs nothing");
    }

    [Fact]
    public void AWalkThatIsCancelledWhileItsHelperWorksLeavesNoHelper()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        var process = new InspectedProcess(target.Pid, new HeapWalkOptions());
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var helper = 0;

        Assert.Throws<OperationCanceledException>(() => process.Inspect(
            inspection =>
            {
                helper = ((IsolatedInspection)inspection).HelperPid;
                Assert.Null(inspection.ReadLayout().Trouble);
                cancellation.Cancel();
                cancellation.Token.ThrowIfCancellationRequested();
                return "";
            },
            trouble => trouble,
            cancellation.Token));

        AssertEnds([helper]);
        Assert.True(process.Cpu.Total > TimeSpan.Zero, "a helper whose walk was cancelled costs nothing");
    }

    [Fact]
    public void AWalkThatIsCancelledWhileItsHelperStartsLeavesNoHelper()
    {
        using var target = HeapTargetProcess.Start(1000, []);
        using var walker = new HeapWalker(target.Pid, new HeapWalkOptions());
        var wasCancelled = false;
        // On a crowded machine the walk may be over before the helper is seen.
        for (var round = 0; round < 20 && !wasCancelled; round++)
        {
            using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var others = Helpers();
            var isOver = false;
            var seen = new Thread(() =>
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref isOver) || Helpers().Except(others).Any());
                cancellation.Cancel();
            });
            seen.Start();
            try
            {
                walker.Walk(cancellation.Token);
            }
            catch (OperationCanceledException)
            {
                wasCancelled = true;
            }
            Volatile.Write(ref isOver, true);
            seen.Join();
            AssertEnds(Helpers().Except(others));
        }
        Assert.True(wasCancelled, "no walk was cancelled before its end");
    }

    /// <summary>Of this process: also those of other tests, which end as well.</summary>
    private static List<int> Helpers() =>
        Directory.GetDirectories("/proc/self/task").SelectMany(task => Text($"{task}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(pid => int.Parse(pid, System.Globalization.CultureInfo.InvariantCulture))
            .Where(pid => Text($"/proc/{pid}/cmdline").Contains("inspector.runtimeconfig.json", StringComparison.Ordinal)).ToList();

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // The thread or the process has ended.
            return "";
        }
    }

    // Without anybody's doing a helper ends after its own countdown, a minute and more.
    private static void AssertEnds(IEnumerable<int> helpers)
    {
        foreach (var pid in helpers) Assert.True(SpinWait.SpinUntil(() => ProcessStart.TicksOf(pid) == 0, TimeSpan.FromSeconds(40)), $"helper {pid} lives on");
    }
}
