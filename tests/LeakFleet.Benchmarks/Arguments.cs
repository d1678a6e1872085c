using System.Globalization;

namespace LeakFleet.Benchmarks;

/// <summary>Options of a benchmark's command line: a name, and behind it the value.</summary>
internal static class Arguments
{
    /// <summary>Null where the option is not given.</summary>
    public static string? Text(string[] args, string name)
    {
        var index = Array.IndexOf(args, name);
        return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
    }

    public static int Number(string[] args, string name, int usual) => Text(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
