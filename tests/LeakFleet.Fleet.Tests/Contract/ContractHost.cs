namespace LeakFleet.Fleet.Tests.Contract;

/// <summary>A host under test.</summary>
public abstract class ContractHost : IAsyncDisposable
{
    public abstract IFleet Fleet { get; }

    /// <summary>Ends whatever holds the fleet without a word, and begins again from what was persisted.</summary>
    public abstract Task LoseEverythingInMemory();

    public abstract ValueTask DisposeAsync();
}
