namespace LeakFleet.Detection;

/// <summary>What a type that is not shown as a leak itself has to do with the one that is.</summary>
public enum LeakPart : byte
{
    None,

    /// <summary>Grows beside it: its bytes belong to the leak.</summary>
    InStep,

    /// <summary>Of the application, and keeps pace with it in instances: it names a leak of the framework's types.</summary>
    Namesake,
}
