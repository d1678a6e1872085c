using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LeakFleet.Server.Delivery;

/// <summary>
/// A JSON document by POST. With a signing secret the request carries <c>LeakFleet-Timestamp</c> (Unix seconds) and <c>LeakFleet-Signature: v1=HEX</c>, the
/// HMAC-SHA256 of timestamp, '.' and body: whoever knows the secret can tell that it is ours, and an old one from a new one. <c>Idempotency-Key</c> is equal
/// when the same notice is sent again.
/// </summary>
internal sealed class WebhookReceiver(ReceiverOptions receiver, HttpWay http, ReportReader reports, TimeProvider clock) : IReceiver
{
    public const string TimestampHeader = "LeakFleet-Timestamp";
    public const string SignatureHeader = "LeakFleet-Signature";

    public async Task<DeliveryOutcome> Send(Notice notice, CancellationToken cancellation)
    {
        var report = await reports.Read(notice, cancellation);
        if (notice.ReportId is not null && report is null) return ReportReader.Gone;
        var body = JsonSerializer.SerializeToUtf8Bytes(WebhookMessage.Of(notice, report), WebhookJson.Default.WebhookMessage);
        return await http.Post(receiver, body, headers =>
        {
            headers.Add("Idempotency-Key", notice.Id);
            if (receiver.SigningSecret is not { } secret) return;
            var timestamp = clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            headers.Add(TimestampHeader, timestamp);
            headers.Add(SignatureHeader, Signature(secret.Reveal(), timestamp, body));
        }, cancellation);
    }

    internal static string Signature(string secret, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hash.AppendData(Encoding.ASCII.GetBytes(timestamp + "."));
        hash.AppendData(body);
        return "v1=" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
