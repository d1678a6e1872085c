using System.Text.RegularExpressions;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Evidence;

/// <summary>
/// What of a path names a leak: its root, the objects of types that are not .NET's own with the fields by which they hold, and the type. Which part of a queue or a table an object is in
/// changes with the collection's size, a framework's insides with its version, and the numbers that compilers give to closures, lambdas, local functions and state machines with every method that is
/// written above them; none of it makes another leak. Nor does the method whose local leads to them, where it was met: one that calls it may be the next time.
/// </summary>
internal static partial class RetentionKey
{
    /// <returns>Empty where nothing of it is the program's own: a handle that holds strings is another leak in each program.</returns>
    public static string Of(RetentionPath path)
    {
        var holders = path.Steps.SkipLast(1).Where(step => !IsFrameworks(step.Type)).Select(step => $"{step.Type}.{step.Field}").ToList();
        if (holders.Count == 0 && path.Kind is not (RootKind.Static or RootKind.ThreadStatic or RootKind.Stack) && IsFrameworks(path.Steps[^1].Type)) return "";
        if (path.Kind != RootKind.Stack || holders.Count == 0) holders.Insert(0, path.RootText);
        return Ordinal().Replace(string.Join(" → ", [.. holders, path.Steps[^1].Type]), "$1");
    }

    private static bool IsFrameworks(string type) =>
        type.StartsWith("System.", StringComparison.Ordinal) || type.StartsWith("Microsoft.", StringComparison.Ordinal) || type.EndsWith(']');

    /// <summary>
    /// <c>&lt;&gt;c__DisplayClass12_0</c>, <c>&lt;Run&gt;b__3_1</c>, <c>&lt;Run&gt;d__5</c>, <c>&lt;Run&gt;g__Send|4_0</c>, <c>&lt;order&gt;5__2</c>, <c>&lt;&gt;f__AnonymousType3</c> of C#;
    /// <c>send@41-1</c> of F#; <c>_Closure$__7-0</c>, <c>VB$StateMachine_3_Run</c> of Visual Basic.
    /// </summary>
    [GeneratedRegex(@"(>\w__(?:DisplayClass|AnonymousType|wrap|locals)?|\||@|\$__|VB\$StateMachine_)\d+(?:[_-]\d+)?", RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();
}
