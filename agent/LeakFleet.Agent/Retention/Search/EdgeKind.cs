namespace LeakFleet.Agent.Retention.Search;

/// <summary>How one object holds another.</summary>
internal enum EdgeKind : byte
{
    /// <summary>By a word within it.</summary>
    Reference,

    /// <summary>As the first object of a dependent handle.</summary>
    Dependent,

    /// <summary>By being of a type that can be unloaded: such an object holds the loader allocator of its type's code, though no field says so.</summary>
    Loader,
}
