using System.Text.Json.Serialization;

namespace LeakFleet.Cli.Demo;

/// <summary>The demo's last line, for programs.</summary>
/// <param name="ElapsedSeconds">From the start of the command to this line.</param>
internal sealed record DemoResult(double ElapsedSeconds, IReadOnlyList<DemoTargetResult> Targets);

/// <param name="Verdict">As in the API: <c>leak</c>, <c>healthy</c>, <c>warming-up</c> or <c>learning</c>; <c>unseen</c> when the agent never saw it.</param>
/// <param name="Type">The type that names the leak; null without one.</param>
/// <param name="NamedAfterSeconds">When the leak was first reported, from the start of the command; null without one.</param>
internal sealed record DemoTargetResult(
    int Pid, string Scenario, string Service, string Version, string Verdict, string? Type, double? BytesPerHour, double? NamedAfterSeconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoResult))]
internal sealed partial class DemoJson : JsonSerializerContext;
