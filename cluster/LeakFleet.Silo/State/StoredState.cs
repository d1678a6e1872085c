namespace LeakFleet.Silo.State;

/// <summary>What a grain keeps in the database: bytes of its own format, which says its version.</summary>
[GenerateSerializer, Alias("leakfleet.stored")]
internal sealed class StoredState
{
    [Id(0)]
    public byte[] Bytes { get; set; } = [];
}
