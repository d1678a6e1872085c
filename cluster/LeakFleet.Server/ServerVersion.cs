namespace LeakFleet.Server;

/// <summary>The version this server tells agents and clients.</summary>
internal static class ServerVersion
{
    public static string Text { get; } = typeof(ServerVersion).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
