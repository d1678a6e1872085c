namespace LeakFleet.Server.Tests.Text;

/// <summary>Names of types as somebody would choose them who wants to be more than a name.</summary>
internal static class HostileNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "</title></svg><script>alert(2)</script>", "javascript:alert(1)//", "{{constructor.constructor('alert(1)')()}}",
        "a\u001b[2J\u001b]0;owned\u0007\u009b31m", "x\u202egpj.exe", "\u2066isolate\u2069\u200bzero", "line\r\nBcc: evil@example.org\r\n\r\nbody", "nul\0byte\b\b\b",
        "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\uff1d1", "| cell | `code` ![i](http://evil/i.png) **b** [l](javascript:x)", "<!channel> <http://evil|Order>",
        "[red]markup[/] [link=http://evil]x[/]", "a\"} 1\nevil_metric 1", "]]><!--&amp;%00", "\ud800half", "..%2f..%2fetc%2fpasswd", new string('n', 10_000),
    ];

    /// <summary>What no text may hold that people look at: characters that terminals obey, or that make a name read as another one.</summary>
    public static bool IsDangerous(char c) => (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\u200b';
}
