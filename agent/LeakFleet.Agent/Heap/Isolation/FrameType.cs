namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>First element of every frame between agent and helper. The agent asks; between a question and its answer the helper may ask for memory.</summary>
internal enum FrameType
{
    /// <summary>To the helper: what the target is, and the limits. See <see cref="OpenRequest"/>.</summary>
    Open,

    /// <summary>To the helper: the next bytes of the library; none are the end of it.</summary>
    Library,

    /// <summary>To the helper: read the layout. Back: a <see cref="LayoutAnswer"/>.</summary>
    Layout,

    /// <summary>To the helper: method tables to name. Back: a <see cref="NamesAnswer"/>.</summary>
    Names,

    /// <summary>To the agent: address and length of memory to read. Back: the bytes that could be read.</summary>
    Memory,

    /// <summary>To the agent: the sandbox is closed and the library is loaded; or why not.</summary>
    Ready,

    /// <summary>To the helper: list the roots. Back: a <see cref="Retention.Roots.RootsAnswer"/>.</summary>
    Roots,

    /// <summary>To the helper: list the static fields. Back: a <see cref="Retention.Roots.StaticsAnswer"/>.</summary>
    Statics,

    /// <summary>To the helper: places in types. Back: the fields there, a <see cref="Retention.Roots.FieldsAnswer"/>.</summary>
    Fields,

    /// <summary>To the helper: method tables. Back: what keeps their code loaded, a <see cref="Retention.Roots.LoadersAnswer"/>.</summary>
    Loaders,

    /// <summary>To the helper: list the roots, those on stacks left out. Back: a <see cref="Retention.Roots.RootsAnswer"/>.</summary>
    RootsBesideStacks,

    /// <summary>To the agent, before the library is loaded: the descriptor by which it can guard the helper's openings. Back, when it has it: the same.</summary>
    Guard,
}
