using System.Text;
using LeakFleet.Protocol;

namespace LeakFleet.Agent.Identity;

/// <summary>
/// A command line for people. Values of arguments whose name speaks of a secret are replaced: command lines travel to a server and onto pages that
/// more people see than may see the process.
/// </summary>
internal static class CommandLine
{
    public const string Redacted = "***";

    private static readonly string[] SecretNames =
        ["password", "passwd", "pwd", "secret", "token", "apikey", "accesskey", "sharedkey", "privatekey", "accountkey", "connectionstring", "credential", "sig"];

    public static string[] Split(ReadOnlySpan<byte> cmdline)
    {
        if (cmdline.EndsWith("\0"u8)) cmdline = cmdline[..^1];
        return cmdline.IsEmpty ? [] : Encoding.UTF8.GetString(cmdline).Split('\0');
    }

    public static string Format(ReadOnlySpan<string> arguments)
    {
        var text = new StringBuilder();
        var redactNext = false;
        foreach (var argument in arguments)
        {
            if (text.Length > WireLimits.TextBytesMax) break;
            if (text.Length > 0) text.Append(' ');
            var isName = argument.StartsWith('-') || argument.StartsWith('/');
            // "--password hunter2": the value is the next argument, unless that is a name again.
            if (redactNext && !isName)
            {
                text.Append(Redacted);
                redactNext = false;
                continue;
            }
            text.Append(RedactValues(argument));
            redactNext = isName && !argument.Contains('=') && IsSecretName(argument.AsSpan().TrimStart("-/"));
        }
        return WireText.Clean(text.ToString(), WireLimits.TextBytesMax);
    }

    /// <summary>Whether a name is of something that should not be shown; separators and case do not matter.</summary>
    public static bool IsSecretName(ReadOnlySpan<char> name)
    {
        Span<char> letters = stackalloc char[64];
        var length = 0;
        // The end of a long path of configuration keys is what counts.
        if (name.Length > letters.Length) name = name[^letters.Length..];
        foreach (var c in name)
            if (char.IsAsciiLetterOrDigit(c)) letters[length++] = char.ToLowerInvariant(c);
        var plain = letters[..length];
        foreach (var secret in SecretNames)
            if (secret == "sig" ? plain.SequenceEqual(secret) : plain.Contains(secret, StringComparison.Ordinal)) return true;
        // "--key value" and "Storage:Key=value", but not "--keyspace" or "--monkeys".
        return plain.SequenceEqual("key") || name.EndsWith(":key", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_key", StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("-key", StringComparison.OrdinalIgnoreCase) || name.Contains("connectionstrings", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Redacts every <c>name=value</c> and <c>name:value</c> inside one argument, so also the parts of a connection string.</summary>
    public static string RedactValues(string argument)
    {
        if (argument.Length > WireLimits.TextBytesMax) argument = argument[..WireLimits.TextBytesMax];
        var equals = argument.IndexOf('=');
        if (equals > 0 && IsSecretName(argument.AsSpan(0, equals).TrimStart("-/"))) return string.Concat(argument.AsSpan(0, equals + 1), Redacted);
        argument = RedactUserInfo(argument);
        if (equals < 0) return argument;
        var parts = argument.Split(';', '&', '?', ',', ' ');
        foreach (var part in parts)
        {
            var sign = part.IndexOf('=');
            if (sign > 0 && sign + 1 < part.Length && IsSecretName(part.AsSpan(0, sign)))
                argument = argument.Replace(part, string.Concat(part.AsSpan(0, sign + 1), Redacted), StringComparison.Ordinal);
        }
        return argument;
    }

    // "scheme://user:password@host"
    private static string RedactUserInfo(string argument)
    {
        var scheme = argument.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return argument;
        var end = argument.AsSpan(scheme + 3).IndexOfAny('/', '?', '#');
        var authority = end < 0 ? argument.AsSpan(scheme + 3) : argument.AsSpan(scheme + 3, end);
        var at = authority.LastIndexOf('@');
        var colon = at < 0 ? -1 : authority[..at].IndexOf(':');
        return colon < 0 ? argument : string.Concat(argument.AsSpan(0, scheme + 3 + colon + 1), Redacted, argument.AsSpan(scheme + 3 + at));
    }
}
