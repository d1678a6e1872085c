using System.IO.Compression;
using System.Text.Json;
using LeakFleet.Fleet;
using LeakFleet.Silo.Contracts;

namespace LeakFleet.Silo.State;

/// <summary>A part of the index as it is stored: a byte that tells the version, then compressed JSON. Names come again and again.</summary>
internal static class IndexState
{
    private const byte Version = 1;

    public static byte[] Write(IEnumerable<ServiceRow> services, IEnumerable<ProcessSummary> rows)
    {
        using var output = new MemoryStream();
        output.WriteByte(Version);
        using (var packed = new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true))
            JsonSerializer.Serialize(packed, new Content([.. services], [.. rows]), FleetJson.Options);
        return output.ToArray();
    }

    /// <summary>False for what another version wrote, or nobody.</summary>
    public static bool TryRead(byte[] bytes, out IReadOnlyList<ServiceRow> services, out IReadOnlyList<ProcessSummary> rows)
    {
        (services, rows) = ([], []);
        if (bytes.Length == 0 || bytes[0] != Version) return false;
        try
        {
            using var packed = new BrotliStream(new MemoryStream(bytes, 1, bytes.Length - 1), CompressionMode.Decompress);
            if (JsonSerializer.Deserialize<Content>(packed, FleetJson.Options) is not { } content) return false;
            (services, rows) = (content.Services, content.Rows);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidDataException or InvalidOperationException or NotSupportedException)
        {
            return false;
        }
    }

    private sealed record Content(ServiceRow[] Services, ProcessSummary[] Rows);
}
