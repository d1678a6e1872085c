using LeakFleet.Detection;

namespace LeakFleet.Server.Text;

/// <summary>What a finding is about, in a word or a type's name.</summary>
internal static class Subject
{
    /// <summary>Of kinds that no type names, the kind; of the others the type, which is what people search their code for.</summary>
    public static string Of(string kind, string type) => kind switch
    {
        FindingKind.ManagedType or FindingKind.Queue when type.Length > 0 => type,
        FindingKind.Native => With("Native memory", type),
        FindingKind.Fragmentation => With("Fragmentation", type),
        FindingKind.FinalizerBacklog => With("Finalizer backlog", type),
        FindingKind.Handles => With("GC handles", type),
        FindingKind.Threads => With("Threads", type),
        FindingKind.FileDescriptors => With("File descriptors", type),
        FindingKind.LoadContexts => With("Load contexts", type),
        _ => type.Length > 0 ? type : kind,
    };

    private static string With(string what, string type) => type.Length == 0 ? what : $"{what} ({type})";
}
