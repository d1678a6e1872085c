using LeakFleet.Silo.State;

namespace LeakFleet.Silo.Hosting;

/// <summary>What all grains of one silo share.</summary>
internal sealed class GrainLinks(IndexUpdates index, AckNotices acks, DatabaseWatch database, WriteGate writes, SiloLoad load)
{
    public IndexUpdates Index { get; } = index;

    public AckNotices Acks { get; } = acks;

    public DatabaseWatch Database { get; } = database;

    public WriteGate Writes { get; } = writes;

    public SiloLoad Load { get; } = load;
}
