namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Where a collection keeps its number of elements.</summary>
/// <param name="Address">Of the object whose field it is; in an array, of the array.</param>
/// <param name="MethodTable">What has to lie there still.</param>
/// <param name="Offset">Of the field, four bytes; -1 where elements that are not null are counted.</param>
/// <param name="FreeOffset">Of a field with the number of places in it that are free; -1 for none.</param>
internal readonly record struct CollectionCount(ulong Address, ulong MethodTable, int Offset, int FreeOffset);
