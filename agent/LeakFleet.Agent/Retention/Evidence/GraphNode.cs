namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>An object in a drawing, or a root that holds some.</summary>
/// <param name="Id">Its number, from 0.</param>
/// <param name="Level">Steps from where the drawing begins.</param>
/// <param name="Address">0 for a root.</param>
/// <param name="Value">Of a string, when values were asked for; null otherwise.</param>
public sealed record GraphNode(int Id, int Level, ulong Address, string Text, long Bytes, string? Value);
