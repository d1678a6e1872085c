namespace LeakFleet.Fleet.Tests.Hosting;

public sealed class RowBookTests
{
    private readonly RowBook _book = new();

    [Fact]
    public void AProcessThatIsCalledOtherwiseIsListedOnceUnderItsNewName()
    {
        var entry = Described("shop");
        Assert.Equal("shop", Assert.Single(_book.Rows().All).Service);
        Say(entry, 2, "store");
        var rows = _book.Rows();
        Assert.Equal("store", Assert.Single(rows.All).Service);
        Assert.Empty(rows.Of("shop"));
    }

    [Fact]
    public void AForgottenProcessLeavesAndDoesNotTakeItsSuccessorWithIt()
    {
        var former = Described("shop");
        Described("shop", pid: 2);
        Assert.Equal(2, _book.Rows().All.Count());
        former.IsForgotten = true;
        // Known again before the old entry is told of.
        Described("shop");
        _book.Changed(former);
        Assert.Equal([1, 2], _book.Rows().Of("shop").Select(row => row.Key.Pid).Order());
        Assert.Equal(2, _book.Rows().LeakingFirst().Count);
    }

    [Fact]
    public void WhatWasReadStaysAsItWas()
    {
        var entry = Described("shop");
        var before = _book.Rows();
        Say(entry, 2, "store");
        Assert.Single(_book.Rows().Of("store"));
        Assert.Equal("shop", Assert.Single(before.All).Service);
    }

    [Fact]
    public void AQuestionAboutAServiceReadsNoOther()
    {
        Described("shop");
        Described("store", pid: 2);
        var part = new FleetPart(_book.Rows(), _ => null, [], []);
        Assert.Equal([2], Among(part, "service=store"));
        Assert.Equal([1, 2], Among(part, "service=store service=shop"));
        Assert.Equal([1, 2], Among(part, "service=s*"));
        Assert.Equal([1, 2], Among(part, "service!=shop"));
        Assert.Empty(Among(part, "service=none"));
    }

    private static IEnumerable<int> Among(FleetPart part, string filter) =>
        part.Among(QueryFilter.Parse(filter, QueryTarget.Processes, out _)!).Select(row => row.Key.Pid).Order();

    private ProcessEntry Described(string service, int pid = 1)
    {
        var entry = new ProcessEntry(new ProcessMonitor(Histograms.Key(pid), new FleetOptions()));
        Say(entry, 1, service, pid);
        return entry;
    }

    private void Say(ProcessEntry entry, long sequence, string service, int pid = 1)
    {
        Assert.True(entry.Monitor.Observe(Histograms.Message(sequence, Histograms.Description(service), pid: pid), Histograms.Start).Taken);
        entry.Changed();
        _book.Changed(entry);
    }
}
