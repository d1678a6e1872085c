namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>Where a collection keeps its number of elements, or how they are counted.</summary>
/// <param name="Address">Of the object whose field it is; in an array, of the array; of a list, of the object that holds its first link.</param>
/// <param name="MethodTable">What has to lie there still.</param>
/// <param name="Offset">Of the field, four bytes; -1 where elements that are not null are counted; of a list, of the field that holds its first link.</param>
/// <param name="FreeOffset">Of a field with the number of places in it that are free; -1 for none.</param>
internal readonly record struct CollectionCount(ulong Address, ulong MethodTable, int Offset, int FreeOffset)
{
    /// <summary>Of a list: how its links are counted; null for other collections.</summary>
    public ListShape? List { get; init; }

    /// <summary>How to find it again where it has been moved; null when there is no such way.</summary>
    public CollectionWay? Way { get; init; }

    /// <summary>In the object that <see cref="Offset"/> holds, of a field with an array of numbers of elements to be added up; -1 for other collections.</summary>
    public int CountersOffset { get; init; } = -1;
}
