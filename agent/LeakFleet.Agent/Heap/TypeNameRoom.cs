namespace LeakFleet.Agent.Heap;

/// <summary>
/// What the names of all processes of a node may take together while they are kept from walk to walk. One process gets a part of it at most, so that a few that are
/// after it do not leave the others without: what is not kept is asked for again in the next walk, which costs its process's budget and nothing else.
/// </summary>
internal sealed class TypeNameRoom(long bytesMax)
{
    private const int ProcessPart = 4;

    private readonly Lock _gate = new();
    private long _used;

    public long ProcessBytesMax => bytesMax / ProcessPart;

    /// <summary>Exchanges what a process has for what it wants, as far as there is room.</summary>
    /// <returns>What it has from now on.</returns>
    public long Exchange(long had, long wanted)
    {
        lock (_gate)
        {
            _used -= had;
            var granted = Math.Min(wanted, Math.Min(ProcessBytesMax, Math.Max(0, bytesMax - _used)));
            _used += granted;
            return granted;
        }
    }
}
