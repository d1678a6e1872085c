namespace LeakFleet.Agent.Retention.Search;

/// <summary>The object at one address, once it has been met.</summary>
internal sealed class ObjectAt(ulong address)
{
    public ulong Address => address;

    public FoundObject? Found { get; set; }
}
