using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Heap;

/// <summary>What the debugger access library knows of one running target: in this process, or in a helper without rights.</summary>
internal interface IRuntimeInspection : IDisposable
{
    /// <summary>Why nothing more can be asked; null while it can.</summary>
    string? Trouble { get; }

    /// <summary>Whether it can be asked no more because who answered has gone, by itself: another may get further.</summary>
    bool HasBrokenOff { get; }

    /// <summary>Processor time used so far by others than the caller's threads.</summary>
    TimeSpan CpuElsewhere { get; }

    /// <summary>Where objects lie now.</summary>
    HeapLayout ReadLayout();

    /// <summary>Names by method table, as many as were asked for; null where the runtime knows no such type, or could not be asked any more.</summary>
    TypeName?[] Resolve(IReadOnlyList<ulong> methodTables);

    /// <summary>What holds objects from outside the heap now.</summary>
    /// <param name="followsStacks">Those of threads too, where that can be done: they change meanwhile, and the library may not survive it.</param>
    RootLayout ReadRoots(bool followsStacks);

    /// <summary>The static fields that may hold an object.</summary>
    StaticLayout ReadStatics();

    /// <summary>Names of fields, as many as were asked for; null where there is none, or could not be asked any more.</summary>
    string?[] ResolveFields(IReadOnlyList<FieldPlace> places);

    /// <summary>
    /// The handles by which objects of these types hold the loader allocator of their code, as many as were asked for; 0 where they hold none.
    /// </summary>
    ulong[] ResolveLoaders(IReadOnlyList<ulong> methodTables);
}
