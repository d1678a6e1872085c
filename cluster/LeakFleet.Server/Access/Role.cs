namespace LeakFleet.Server.Access;

/// <summary>What a caller may do. Each caller has one of them.</summary>
public static class Role
{
    /// <summary>See everything.</summary>
    public const string Reader = "reader";

    /// <summary>See everything, and change what can be changed.</summary>
    public const string Admin = "admin";

    /// <summary>Send what it observes. Sees nothing.</summary>
    public const string Agent = "agent";

    internal static readonly string[] All = [Reader, Admin, Agent];
}
