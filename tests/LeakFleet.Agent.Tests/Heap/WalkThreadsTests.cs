using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Tests.Heap;

public sealed class WalkThreadsTests
{
    [Fact]
    public void WhereTheSystemGivesNoSecondThreadTheFirstDoesAllAndIsWaitedFor()
    {
        using var refused = new ManualResetEventSlim();
        var done = new List<int>();
        var starts = 0;

        WalkThreads.Run(
            3, "test",
            number =>
            {
                // Still at work when the second is refused.
                refused.Wait(TestContext.Current.CancellationToken);
                done.Add(number);
            },
            StartOne);

        Assert.Equal([0], done);

        void StartOne(Thread thread)
        {
            if (starts++ == 0)
            {
                thread.Start();
                return;
            }
            refused.Set();
            throw new InsufficientMemoryException();
        }
    }

    [Fact]
    public void WithoutASingleThreadItFails() =>
        Assert.Throws<InsufficientMemoryException>(() => WalkThreads.Run(2, "test", _ => Assert.Fail("It ran."), _ => throw new InsufficientMemoryException()));

    [Fact]
    public void WhateverElseStopsTheStartThoseThatRunAreWaitedFor()
    {
        using var refused = new ManualResetEventSlim();
        var isDone = false;
        var starts = 0;

        Assert.Throws<InvalidOperationException>(() => WalkThreads.Run(
            2, "test",
            _ =>
            {
                refused.Wait(TestContext.Current.CancellationToken);
                isDone = true;
            },
            thread =>
            {
                if (starts++ == 0)
                {
                    thread.Start();
                    return;
                }
                refused.Set();
                throw new InvalidOperationException();
            }));

        Assert.True(isDone);
    }
}
