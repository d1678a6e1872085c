namespace LeakFleet.Agent.Heap;

/// <summary>Reads another process's memory from an address on; gives the number of bytes read, which is less where memory is not mapped.</summary>
internal delegate int MemoryRead(ulong address, Span<byte> destination);
