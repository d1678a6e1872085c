namespace LeakFleet.Detection;

/// <summary>What a type has to do with the leaks of its process.</summary>
public enum LeakPart : byte
{
    /// <summary>Nothing; of a type that is shown as a leak: it belongs to the first one.</summary>
    None,

    /// <summary>Grows beside it: its bytes belong to the leak.</summary>
    InStep,

    /// <summary>Of the application, and keeps pace with it in instances: it names a leak of the framework's types.</summary>
    Namesake,

    /// <summary>Shown, and belongs to another leak than the first.</summary>
    Second,
    Third,
}
