using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>What keeps one object alive, from a root down to it.</summary>
/// <param name="Root">A field's name, a method's, or the kind of handle in words.</param>
/// <param name="Thread">The thread that a stack frame or thread-static field belongs to, by the operating system's number; 0 for all others.</param>
/// <param name="Steps">The first is held by the root, the last is the object asked about.</param>
public sealed record RetentionPath(RootKind Kind, string Root, int Thread, PathCertainty Certainty, IReadOnlyList<PathStep> Steps)
{
    /// <summary>What paths have in common that are the same leak: root, types and fields, no addresses, no elements.</summary>
    public string Signature => string.Join(" → ", Steps.Select(step => step.Field.Length == 0 ? step.Type : $"{step.Type}.{step.Field}").Prepend(RootText));

    /// <summary>The root with what it is.</summary>
    public string RootText => RootNames.Text(Kind, Root);
}
