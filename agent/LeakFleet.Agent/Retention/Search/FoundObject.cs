using LeakFleet.Agent.Heap;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>An object of a running process, where it was when it was met.</summary>
internal readonly record struct FoundObject(ulong Address, ulong MethodTable, ulong Bytes, HeapPlace Place);
