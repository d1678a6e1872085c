namespace LeakFleet.Agent.Retention.References;

/// <summary>How the references of one type's objects lie.</summary>
internal enum ReferenceKind : byte
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>At fixed places of every object.</summary>
    Fields,

    /// <summary>An array whose elements are nothing but references.</summary>
    Elements,

    /// <summary>An array of values, each with references at the same places.</summary>
    Values,

    /// <summary>What the type says about them cannot be: forged, torn, or beyond the limit.</summary>
    Unreadable,
}
