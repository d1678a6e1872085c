namespace LeakFleet.Server.Charts;

/// <summary>One object, or one kind of them, on the way from a root.</summary>
/// <param name="Label">As much of its name as fits.</param>
/// <param name="Title">All of it.</param>
/// <param name="Note">Under the name; empty for none.</param>
public sealed record RetentionGraphBox(double X, double Y, RetentionGraphKind Kind, string Label, string Title, string Note);
