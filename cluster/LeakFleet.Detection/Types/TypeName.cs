namespace LeakFleet.Detection;

/// <summary>Reads full type names as the runtime gives them. Never fails: names come from other processes and may be anything.</summary>
internal static class TypeName
{
    private static readonly string[] FrameworkNames =
        ["System", "Microsoft", "mscorlib", "netstandard", "WindowsBase", "PresentationCore", "PresentationFramework", "Internal", "Interop"];

    /// <summary>Whether an assembly or a full type name belongs to the framework: one of its names, or below one.</summary>
    public static bool IsFramework(string name)
    {
        foreach (var framework in FrameworkNames)
        {
            if (name.StartsWith(framework, StringComparison.Ordinal)
                && (name.Length == framework.Length || !char.IsAsciiLetterOrDigit(name[framework.Length]) && name[framework.Length] != '_'))
                return true;
        }

        return false;
    }

    /// <summary>
    /// The name a person would give: without array brackets, and without the compiler's numbers, which change with every
    /// build (<c>Shop.Cart+&lt;&gt;c__DisplayClass4_0</c> becomes <c>Shop.Cart+&lt;&gt;c__DisplayClass</c>, <c>Shop.Cart+&lt;Add&gt;d__12</c>
    /// becomes <c>Shop.Cart+&lt;Add&gt;d</c>).
    /// </summary>
    public static string Plain(string type)
    {
        var name = type.AsSpan().TrimEnd("[],");
        if (!name.Contains("+<", StringComparison.Ordinal)) return name.ToString();
        var digits = name.TrimEnd("0123456789_");
        return digits.Length < name.Length && !digits.EndsWith("`") ? digits.ToString() : name.ToString();
    }

    /// <summary>
    /// The first application type among the type arguments of a framework type, however deep; null when there is none.
    /// <c>Dictionary&lt;String, List&lt;Acme.Order&gt;&gt;+Entry[]</c> is about <c>Acme.Order</c>.
    /// </summary>
    public static string? ApplicationArgument(string type)
    {
        var start = -1;
        var depth = 0;
        for (var i = 0; i < type.Length; i++)
        {
            var c = type[i];
            if (c is '<' or '>' && IsPartOfName(type, i, ref depth)) continue;
            if (c is not ('<' or '>' or ',')) continue;
            if (start >= 0 && type[start..i].Trim() is { Length: > 0 } name && !IsFramework(name)) return Plain(name);
            start = c == '>' ? -1 : i + 1;
        }

        return null;
    }

    /// <summary>Compiler-generated names carry angle brackets of their own, always at the beginning of a name: <c>+&lt;Add&gt;d__12</c>, <c>&lt;&gt;c</c>.</summary>
    private static bool IsPartOfName(string type, int at, ref int depth)
    {
        if (type[at] == '<')
        {
            if (depth == 0 && at > 0 && type[at - 1] is not ('+' or '.' or ' ' or '<' or ',')) return false;
            depth++;
            return true;
        }

        if (depth == 0) return false;
        depth--;
        return true;
    }
}
