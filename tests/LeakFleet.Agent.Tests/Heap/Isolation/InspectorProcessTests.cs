using System.IO.Pipes;
using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Heap.Isolation;

namespace LeakFleet.Agent.Tests.Heap.Isolation;

/// <summary>A helper has to be ended by whoever comes first, and by all others without harm.</summary>
public sealed class InspectorProcessTests
{
    [Fact]
    public void ToEndAHelperAgainOrAfterAllHarmsNobody()
    {
        var process = Started();
        process.Kill();
        process.Kill();
        process.Dispose();
        process.Kill();
    }

    [Fact]
    public void NoPipeOutlivesItsHelper()
    {
        var process = Started();
        var pipes = new[] { process.Input, process.Output }.Select(stream => LinkOf(((PipeStream)stream).SafePipeHandle.DangerousGetHandle())).ToList();
        process.Dispose();

        var open = Directory.GetFileSystemEntries("/proc/self/fd").Select(entry => new FileInfo(entry).LinkTarget).ToList();
        Assert.All(pipes, pipe => Assert.DoesNotContain(pipe, open));
    }

    [Fact]
    public async Task AWatchdogAtWorkIsWaitedFor()
    {
        using var fromHelper = new AnonymousPipeServerStream(PipeDirection.In);
        using var helperEnd = new AnonymousPipeClientStream(PipeDirection.Out, fromHelper.ClientSafePipeHandle);
        using var isKilling = new ManualResetEventSlim();
        using var mayEnd = new ManualResetEventSlim();
        var options = new HeapWalkOptions { Isolation = new IsolationOptions { CallMillisecondsMax = 100 } };
        var kills = 0;
        var link = new InspectorLink(Stream.Null, fromHelper, Kill, (_, page) => page.Length, options, TestContext.Current.CancellationToken);
        var asking = Task.Run(() => link.TryAsk(InspectorFrame.WriteLayoutRequest, FrameType.Layout, out _, out _), TestContext.Current.CancellationToken);
        isKilling.Wait(TestContext.Current.CancellationToken);

        var disposing = Task.Run(link.Dispose, TestContext.Current.CancellationToken);
        Assert.NotSame(disposing, await Task.WhenAny(disposing, Task.Delay(300, TestContext.Current.CancellationToken)));

        mayEnd.Set();
        await disposing;
        helperEnd.Dispose();
        Assert.False(await asking);

        void Kill()
        {
            if (Interlocked.Increment(ref kills) > 1) return;
            isKilling.Set();
            mayEnd.Wait();
        }
    }

    private static InspectorProcess Started()
    {
        var (process, trouble) = InspectorProcess.Start(nice: 0);
        Assert.Null(trouble);
        return process!;
    }

    private static string LinkOf(nint descriptor) => new FileInfo($"/proc/self/fd/{descriptor}").LinkTarget!;
}
