using System.Text.Json;

namespace LeakFleet.Benchmarks.Scale;

/// <summary>What was measured of one process and one type sample, and what a fleet is taken to be: everything that <see cref="ScaleModel"/> computes with.</summary>
/// <param name="TypesOfProcess">Types in a histogram.</param>
/// <param name="LooksPerHour">Histograms of a process.</param>
/// <param name="OtherMessagesPerHour">Memory and collections.</param>
/// <param name="OtherMessageBytes">On the wire.</param>
/// <param name="WireBytesPerTypeSample">Compressed, as connections compress.</param>
/// <param name="TypeSamplesPerSecondPerCore">Of a silo, with everything it does.</param>
/// <param name="BytesOfProcess">Memory of the silos for each process.</param>
/// <param name="StateBytes">Written for a process each time.</param>
/// <param name="StatesWrittenPerSecond">By one PostgreSQL.</param>
/// <param name="SiloCores">Of one silo.</param>
/// <param name="SiloGigabytes">Memory of one silo.</param>
/// <param name="UseMax">Share of cores and memory that is planned with: one silo of three may be gone.</param>
internal sealed record ScaleConstants(
    int TypesOfProcess, double LooksPerHour, double OtherMessagesPerHour, double OtherMessageBytes, double WireBytesPerTypeSample, double TypeSamplesPerSecondPerCore,
    double BytesOfProcess, double StateBytes, double StatesWrittenPerSecond, int SiloCores, double SiloGigabytes, double UseMax)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow };

    public static ScaleConstants Read(string path) =>
        JsonSerializer.Deserialize<ScaleConstants>(File.ReadAllBytes(path), Json) ?? throw new JsonException($"{path} holds no constants");
}
