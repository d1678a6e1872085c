namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>
/// What of a path names a leak: its root, the objects of types that are not .NET's own with the fields by which they hold, and the type. Which part of a queue or a table an object is in
/// changes with the collection's size, and a framework's insides with its version; neither makes another leak.
/// </summary>
internal static class RetentionKey
{
    public static string Of(RetentionPath path) => string.Join(" → ", path.Steps.SkipLast(1).Where(step => !IsFrameworks(step.Type)).Select(step => $"{step.Type}.{step.Field}")
        .Prepend(path.RootText).Append(path.Steps[^1].Type));

    private static bool IsFrameworks(string type) =>
        type.StartsWith("System.", StringComparison.Ordinal) || type.StartsWith("Microsoft.", StringComparison.Ordinal) || type.EndsWith(']');
}
