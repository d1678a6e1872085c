using System.Text.Json;
using System.Text.Json.Serialization;

namespace LeakFleet.Server.Access;

/// <summary>The access file: JSON, with comments allowed, in which a name that means nothing is a fault and not ignored.</summary>
public static partial class AccessFile
{
    private const int BytesMax = 256 * 1024;

    /// <exception cref="StartupException">The file cannot be read or is not such a file; whether its settings make sense is <see cref="AccessOptions.Validate"/>'s to say.</exception>
    public static AccessOptions Read(string path)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > BytesMax }) throw new StartupException($"access file {path}: larger than {BytesMax} bytes");
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AccessJson.Default.AccessOptions) ?? throw new StartupException($"access file {path}: is empty");
        }
        catch (JsonException exception)
        {
            throw new StartupException($"access file {path}: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"access file {path}: {exception.Message}", exception);
        }
    }

    [JsonSourceGenerationOptions(
        PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true)]
    [JsonSerializable(typeof(AccessOptions))]
    private sealed partial class AccessJson : JsonSerializerContext;
}
