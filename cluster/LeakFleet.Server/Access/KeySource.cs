using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>
/// Where an issuer publishes its keys. They are asked for at the first token, again after an hour, and when a token names one that is not known: that is
/// how a rotation shows. The last happens at most every half minute, or forged tokens would make this server hammer the issuer.
/// </summary>
/// <param name="discovery">OpenID Connect Discovery's document.</param>
/// <param name="jwks">Address of the keys; null takes the one that the document names.</param>
/// <param name="issuer">What the document must call itself; null takes its word.</param>
internal sealed partial class KeySource(TrustedHttp http, Uri discovery, Uri? jwks, string? issuer, TimeProvider clock, ILogger logger) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);
    private static readonly TimeSpan AttemptInterval = TimeSpan.FromSeconds(30);

    /// <summary>A provider that is away does not lock out whom its keys vouch for, until they are this old.</summary>
    private static readonly TimeSpan OldestUsed = TimeSpan.FromHours(24);

    private readonly SemaphoreSlim _fetching = new(1);
    private IssuerKeys? _keys;
    private DateTimeOffset _fetched;
    private DateTimeOffset _attempted = DateTimeOffset.MinValue;

    /// <summary>The keys; null when there are none to be had.</summary>
    /// <param name="isKeyUnknown">What is known was tried, and a token names another.</param>
    public async Task<IssuerKeys?> Get(bool isKeyUnknown, CancellationToken cancellation)
    {
        if (!IsDue(isKeyUnknown)) return Usable();
        await _fetching.WaitAsync(cancellation);
        try
        {
            if (!IsDue(isKeyUnknown)) return Usable();
            _attempted = clock.GetUtcNow();
            var fetched = await Fetch(cancellation);
            if (fetched.Value is { } keys) (_keys, _fetched) = (keys, _attempted);
            else LogFailed(logger, fetched.Fault ?? "");
            return Usable();
        }
        finally
        {
            _fetching.Release();
        }
    }

    public void Dispose() => _fetching.Dispose();

    private bool IsDue(bool isKeyUnknown)
    {
        var now = clock.GetUtcNow();
        return now - _attempted >= AttemptInterval && (_keys is null || isKeyUnknown || now - _fetched >= Fresh);
    }

    private IssuerKeys? Usable() => _keys is not null && clock.GetUtcNow() - _fetched < OldestUsed ? _keys : null;

    private async Task<Parsed<IssuerKeys>> Fetch(CancellationToken cancellation)
    {
        var (address, name) = (jwks, issuer);
        if (address is null || name is null)
        {
            var document = await http.Send(HttpMethod.Get, discovery, null, cancellation);
            if (document.Value is not { } json) return Parsed<IssuerKeys>.Bad(document.Fault ?? "");
            var (said, place) = Read(json);
            if (said is null || (issuer is not null && said != issuer)) return Parsed<IssuerKeys>.Bad($"{discovery} describes another issuer");
            name = said;
            if (address is null && (!Uri.TryCreate(place, UriKind.Absolute, out address) || !Addresses.IsSafe(address)))
                return Parsed<IssuerKeys>.Bad($"{discovery} names no https address of its keys");
        }

        var keys = await http.Send(HttpMethod.Get, address, null, cancellation);
        if (keys.Value is not { } text) return Parsed<IssuerKeys>.Bad(keys.Fault ?? "");
        var parsed = IssuerKeys.Parse(name, text);
        return parsed.Fault is { } fault ? Parsed<IssuerKeys>.Bad($"{address} {fault}") : parsed;
    }

    private static (string? Issuer, string? Jwks) Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            return (Text(document.RootElement, "issuer"), Text(document.RootElement, "jwks_uri"));
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [LoggerMessage(Level = LogLevel.Warning, Message = "No keys to check tokens with: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
