using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeakFleet.Fleet;

/// <summary>
/// What a service remembers beyond what its processes say: the states of its findings, and versions whose processes are gone. As JSON, by the names of the properties:
/// what is unknown is skipped. One that cannot be read is another version's.
/// </summary>
internal sealed record ServiceMemory(int Format, string Service, IReadOnlyList<FindingMemory> Findings, IReadOnlyList<VersionMemory> Versions)
{
    public const int FormatNow = 1;

    private const string KeyPrefix = "service-";

    private const int KeyHashChars = 40;

    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>Under which a store keeps it. A service may have any name, and a key becomes that of a file.</summary>
    public static string KeyOf(string service) => KeyPrefix + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(service)))[..KeyHashChars];

    public static bool IsKey(string key) => key.StartsWith(KeyPrefix, StringComparison.Ordinal);

    /// <summary>Reads what <see cref="ToBytes"/> wrote, whatever bytes it is given.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out ServiceMemory? memory)
    {
        try
        {
            memory = JsonSerializer.Deserialize<ServiceMemory>(bytes, Json);
        }
        catch (JsonException)
        {
            // The service begins anew, as the caller says.
            memory = null;
        }

        return memory is { Format: FormatNow } && memory.IsWhole;
    }

    /// <summary>The reader refuses a null for what has a type without, but not among the elements of a list.</summary>
    private bool IsWhole => Findings.All(finding => finding is { IsWhole: true }) && Versions.All(version => version is { IsWhole: true });

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}
