namespace LeakFleet.Server.Charts;

public enum RetentionGraphKind
{
    /// <summary>On the way.</summary>
    Step,

    /// <summary>What holds without being held: a static field, a handle, a local of a method.</summary>
    Root,

    /// <summary>Those that the question is about.</summary>
    Objects,

    /// <summary>For those of them that no path was found to.</summary>
    Unknown,
}
