namespace LeakFleet.Fleet;

/// <summary>What the writer and the reader of a process monitor's state agree on.</summary>
internal static class StateFormat
{
    public const int Version = 3;

    /// <summary>Elements of the outer array in this version. A later one appends; a reader skips what it does not know.</summary>
    public const int Elements = 29;

    /// <summary>Those that this version began with: what was appended since may be missing.</summary>
    public const int ElementsMin = 25;

    /// <summary>Text is cut to so many characters when written. What the wire allows is not longer.</summary>
    public const int TextCharsMax = 1024;

    /// <summary>Any text of that many characters, whichever they are.</summary>
    public const int TextBytesMax = 3 * TextCharsMax;

    private const string OtherVersion = "state version ";

    public static string VersionFault(int version) => $"{OtherVersion}{version}, this server reads {Version}";

    /// <summary>Whether a state is of another version of the server, and not damaged.</summary>
    public static bool IsOtherVersion(string? fault) => fault is not null && fault.StartsWith(OtherVersion, StringComparison.Ordinal);
}
