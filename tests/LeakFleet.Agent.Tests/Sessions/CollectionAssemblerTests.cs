using LeakFleet.Agent.Sessions;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Tests.Sessions;

public sealed class CollectionAssemblerTests
{
    private const int Blocking = 0;
    private const int Background = 1;
    private const int Foreground = 2;
    private static readonly HeapSizes Sizes = new(new GenerationValues(1, 2, 3, 4, 5, 0), 6, 7, 8, 9);

    private readonly List<Collection> _finished = [];
    private readonly CollectionAssembler _assembler;

    public CollectionAssemblerTests() => _assembler = new CollectionAssembler(_finished.Add);

    [Fact]
    public void ABlockingCollectionIsToldWhenThreadsRunAgain()
    {
        _assembler.Suspended(10, CollectionAssembler.SuspendedForCollection);
        _assembler.Started(5, 1, 4, Blocking);
        _assembler.Fragmented(100);
        _assembler.Fragmented(11);
        _assembler.Stopped(5);
        _assembler.Sized(Sizes, 1234);
        Assert.Empty(_finished);
        _assembler.Restarted(12.5);
        Assert.Equal([new Collection(5, 1, 4, Blocking, 1234, 2500, Sizes.After, 6, 111, 7, 8, 9, 0)], _finished);
        Assert.Equal(0, _assembler.Missed);
    }

    [Fact]
    public void ABackgroundCollectionHasBothItsPausesAndForegroundOnesTheirOwn()
    {
        // As recorded from a running process: begun together with a gen0, marked to its end in a second suspension, finished in none.
        _assembler.Suspended(0, CollectionAssembler.SuspendedForCollection);
        _assembler.Started(7, 2, 0, Background);
        _assembler.Restarted(3);
        Run(8, generation: 1, Foreground, from: 10, to: 14, fragmentation: 1);
        _assembler.Suspended(20, CollectionAssembler.SuspendedForBackgroundMark);
        _assembler.Restarted(22);
        Run(9, generation: 0, Foreground, from: 30, to: 31, fragmentation: 2);
        _assembler.Fragmented(50);
        _assembler.Stopped(7);
        _assembler.Sized(Sizes, 99);
        Assert.Equal([(8L, 4000L, 1L), (9, 1000, 2), (7, 5000, 50)], _finished.Select(c => (c.Index, c.PauseMicroseconds, c.FragmentationBytes)));
        Assert.Equal((2, Background, 99L), (_finished[2].Generation, _finished[2].Kind, _finished[2].EndedUnixMilliseconds));
        Assert.Equal(0, _assembler.Missed);
    }

    [Fact]
    public void AGen0InTheSuspensionThatBeginsABackgroundOneTakesThePause()
    {
        _assembler.Suspended(0, CollectionAssembler.SuspendedForCollection);
        _assembler.Started(7, 2, 0, Background);
        _assembler.Started(8, 0, 0, Blocking);
        _assembler.Stopped(8);
        _assembler.Sized(Sizes, 1);
        _assembler.Restarted(3);
        _assembler.Stopped(7);
        _assembler.Sized(Sizes, 2);
        Assert.Equal([(8L, 3000L), (7, 0)], _finished.Select(c => (c.Index, c.PauseMicroseconds)));
    }

    [Theory]
    [InlineData("suspended")]
    [InlineData("started")]
    [InlineData("stopped")]
    [InlineData("sized")]
    [InlineData("restarted")]
    public void ACollectionWithAnEventMissingIsCountedAndTheNextIsWhole(string lost)
    {
        Run(1, 0, Blocking, 0, 1);
        if (lost != "suspended") _assembler.Suspended(10, 1);
        if (lost != "started") _assembler.Started(2, 0, 0, Blocking);
        if (lost != "stopped") _assembler.Stopped(2);
        if (lost != "sized") _assembler.Sized(Sizes, 1);
        if (lost != "restarted") _assembler.Restarted(11);
        Run(3, 0, Blocking, 20, 21);
        Assert.Equal([(1L, 1000L), (3, 1000)], _finished.Select(c => (c.Index, c.PauseMicroseconds)));
        Assert.Equal(1, _assembler.Missed);
    }

    [Fact]
    public void WholeCollectionsLostShowInTheNumbering()
    {
        Run(1, 0, Blocking, 0, 1);
        Run(10, 0, Blocking, 2, 3);
        Assert.Equal(8, _assembler.Missed);
    }

    [Fact]
    public void ABackgroundCollectionThatNeverEndsIsReplacedByTheNext()
    {
        _assembler.Started(1, 2, 0, Background);
        _assembler.Started(2, 2, 0, Background);
        _assembler.Stopped(2);
        _assembler.Sized(Sizes, 1);
        Assert.Equal(2, Assert.Single(_finished).Index);
        Assert.Equal(1, _assembler.Missed);
    }

    [Fact]
    public void ASuspensionForADebuggerIsNobodysPause()
    {
        _assembler.Started(1, 2, 0, Background);
        _assembler.Suspended(0, reason: 5);
        _assembler.Restarted(1000);
        _assembler.Stopped(1);
        _assembler.Sized(Sizes, 1);
        Assert.Equal(0, Assert.Single(_finished).PauseMicroseconds);
    }

    [Fact]
    public void TheBacklogOfFinalizersIsWhatEarlierCollectionsFoundAndNobodyFinished()
    {
        Run(1, 0, Blocking, 0, 1);
        _assembler.Finalized();
        Run(2, 0, Blocking, 2, 3);
        Run(3, 0, Blocking, 4, 5);
        Run(4, 0, Blocking, 6, 7);
        _assembler.Finalized();
        Run(5, 0, Blocking, 8, 9);
        Assert.Equal([0, 0, Sizes.FinalizationPromotedCount, 2 * Sizes.FinalizationPromotedCount, 0], _finished.Select(c => c.FinalizerBacklogCount));
    }

    [Fact]
    public void FragmentationThatWasNotToldIsUnknown()
    {
        _assembler.Suspended(0, 1);
        _assembler.Started(1, 0, 0, Blocking);
        _assembler.Stopped(1);
        _assembler.Sized(Sizes, 1);
        _assembler.Restarted(1);
        Assert.Equal(-1, Assert.Single(_finished).FragmentationBytes);
    }

    [Fact]
    public void EventsInAnyOrderNeverThrowAndNeverYieldNonsense()
    {
        var random = new Random(7);
        var now = 0.0;
        for (var i = 0; i < 200_000; i++)
        {
            now += random.NextDouble() - 0.1;
            switch (random.Next(6))
            {
                case 0: _assembler.Suspended(now, random.Next(-1, 9)); break;
                case 1: _assembler.Started(random.Next(-1, 40), random.Next(-1, 4), random.Next(), random.Next(-1, 4)); break;
                case 2: _assembler.Fragmented(random.NextInt64(-5, 1000)); break;
                case 3: _assembler.Stopped(random.Next(-1, 40)); break;
                case 4: _assembler.Sized(Sizes, i); break;
                default: _assembler.Restarted(now); break;
            }
        }
        Assert.NotEmpty(_finished);
        Assert.All(_finished, c => Assert.True(c is { Generation: >= 0 and <= 2, Index: >= 1, PauseMicroseconds: >= 0, FragmentationBytes: >= -1 }));
    }

    private void Run(long index, int generation, int kind, double from, double to, long fragmentation = 0)
    {
        _assembler.Suspended(from, CollectionAssembler.SuspendedForCollection);
        _assembler.Started(index, generation, 0, kind);
        _assembler.Fragmented(fragmentation);
        _assembler.Stopped(index);
        _assembler.Sized(Sizes, 1);
        _assembler.Restarted(to);
    }
}
