namespace LeakFleet.Agent.Identity;

/// <summary>What a runtime says of itself; empty where it does not.</summary>
internal readonly record struct RuntimeInfo(string EntryAssembly, string RuntimeVersion)
{
    public static RuntimeInfo Unknown { get; } = new("", "");
}
