using System.Text;

namespace LeakFleet.Agent.Identity;

/// <summary>The environment a process was started with, as <c>/proc/PID/environ</c> gives it: <c>NAME=VALUE</c>, each ended by a zero byte.</summary>
internal sealed class EnvironmentBlock
{
    private const int VariablesMax = 4096;

    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The value, or null when not set.</summary>
    public string? Value(string name) => _values.GetValueOrDefault(name);

    /// <summary>The first of these variables that is set and not empty.</summary>
    public string? FirstValue(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (Value(name) is { Length: > 0 } value) return value;
        return null;
    }

    public static EnvironmentBlock Parse(ReadOnlySpan<byte> bytes)
    {
        var block = new EnvironmentBlock();
        while (!bytes.IsEmpty && block._values.Count < VariablesMax)
        {
            var end = bytes.IndexOf((byte)0);
            // A block cut at its bound ends in half a variable, which must not pass for a whole one.
            if (end < 0) break;
            var entry = bytes[..end];
            bytes = bytes[(end + 1)..];
            var equals = entry.IndexOf((byte)'=');
            // The first of two equal names wins, as in getenv(3).
            if (equals > 0) block._values.TryAdd(Encoding.UTF8.GetString(entry[..equals]), Encoding.UTF8.GetString(entry[(equals + 1)..]));
        }
        return block;
    }
}
