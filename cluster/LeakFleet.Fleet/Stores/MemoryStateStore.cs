namespace LeakFleet.Fleet;

/// <summary>Keeps nothing: for development and for trying things out. A restart begins anew.</summary>
public sealed class MemoryStateStore : IStateStore
{
    public bool IsDurable => false;

    public void Load(Func<EntityState, bool> take)
    {
    }

    public IReadOnlyList<StateFault> Write(IReadOnlyList<EntityState> states) => [];

    public void Delete(string key)
    {
    }

    public void Dispose()
    {
    }
}
