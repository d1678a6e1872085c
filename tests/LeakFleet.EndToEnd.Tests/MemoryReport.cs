using System.Text.Json;

namespace LeakFleet.EndToEnd.Tests;

/// <summary>A REPORT line of LeakyApp: the process's own account, to hold the scenarios (and the agent) against.</summary>
internal sealed record MemoryReport(double Seconds, int Gen2, long KeptBytes, long HoleBytes, int Assemblies, long AnonymousBytes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static MemoryReport Parse(string json) => JsonSerializer.Deserialize<MemoryReport>(json, Json)!;
}
