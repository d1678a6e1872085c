namespace LeakFleet.Fleet;

/// <summary>One entity's state as a store keeps it: the key names it, the bytes are the entity's own business.</summary>
public readonly record struct EntityState(string Key, ReadOnlyMemory<byte> Bytes);
