namespace LeakFleet.Fleet.Tests;

/// <summary>A full disk, or a store with a fault of its own, when told so.</summary>
internal sealed class FailingStore : IStateStore
{
    public enum Fails
    {
        Not,
        ByFault,
        ByException,
    }

    public Fails Fault { get; set; }

    public bool IsDurable => true;

    public void Load(Func<EntityState, bool> take)
    {
    }

    public IReadOnlyList<StateFault> Write(IReadOnlyList<EntityState> states) => Fault switch
    {
        Fails.ByFault => [.. states.Select(s => new StateFault(s.Key, "no space left on device"))],
        Fails.ByException => throw new InvalidOperationException("broken"),
        _ => [],
    };

    public void Delete(string key)
    {
    }

    public void Dispose()
    {
    }
}
