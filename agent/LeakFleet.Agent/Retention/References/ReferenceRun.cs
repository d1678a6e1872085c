namespace LeakFleet.Agent.Retention.References;

/// <summary>References side by side.</summary>
/// <param name="Offset">In bytes, of the first: from the object's start, in an array of values from the element's.</param>
/// <param name="Words">How many.</param>
internal readonly record struct ReferenceRun(int Offset, int Words);
