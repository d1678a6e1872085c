using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Access;

/// <summary>
/// Asks the API server whose a token is. Answers are kept for a minute, refusals for ten seconds, and few questions are under way at a time: agents
/// that all come back at once, or somebody with many forged tokens, must not become the API server's load.
/// </summary>
internal sealed partial class TokenReview(TrustedHttp http, Uri address, string audience, TimeProvider clock, ILogger logger) : IDisposable
{
    private const int AtOnceMax = 8;
    private const int KeptMax = 4096;
    private static readonly TimeSpan AcceptedFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan RefusedFor = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _places = new(AtOnceMax);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (Answer Answer, DateTimeOffset Until)> _kept = new(StringComparer.Ordinal);

    public async Task<Answer> Ask(string token, CancellationToken cancellation)
    {
        var key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        lock (_lock)
            if (_kept.TryGetValue(key, out var kept) && clock.GetUtcNow() < kept.Until) return kept.Answer;

        if (!await _places.WaitAsync(WaitMax, cancellation)) return new Answer(null, null, "too many tokens wait for the API server");
        try
        {
            var reply = await http.Send(HttpMethod.Post, address, () => Question(token), cancellation);
            if (reply.Value is not { } json)
            {
                // No answer is not a verdict: it is not kept.
                LogFailed(logger, reply.Fault ?? "");
                return new Answer(null, null, "the API server cannot be asked");
            }

            var answer = Read(json, audience);
            Keep(key, answer);
            return answer;
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    internal static Answer Read(string json, string audience)
    {
        try
        {
            var status = JsonNode.Parse(json)?["status"];
            if (status?["authenticated"]?.GetValue<bool>() != true) return new Answer(null, null, "the API server does not know the token");
            // An API server that knows nothing of audiences answers without any: then the token was made for itself.
            if (status["audiences"] is not JsonArray audiences || !audiences.Any(a => a?.GetValue<string>() == audience))
                return new Answer(null, null, "the token is for another audience");
            var node = status["user"]?["extra"]?["authentication.kubernetes.io/node-name"] is JsonArray { Count: 1 } names ? names[0]?.GetValue<string>() : null;
            return new Answer(status["user"]?["username"]?.GetValue<string>(), node, "the API server names no user");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new Answer(null, null, "the API server's answer is malformed");
        }
    }

    private StringContent Question(string token)
    {
        var question = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenReview",
            ["spec"] = new JsonObject { ["token"] = token, ["audiences"] = new JsonArray(audience) },
        };
        return new StringContent(question.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
    }

    private void Keep(string key, Answer answer)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            if (_kept.Count >= KeptMax)
                foreach (var old in _kept.Where(k => k.Value.Until <= now).Select(k => k.Key).ToList()) _kept.Remove(old);
            if (_kept.Count >= KeptMax) _kept.Clear();
            _kept[key] = (answer, now + (answer.User is null ? RefusedFor : AcceptedFor));
        }
    }

    /// <param name="User">Null when it is nobody's.</param>
    /// <param name="Node">The node of its pod, where the API server says it.</param>
    internal sealed record Answer(string? User, string? Node, string Reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A service account could not be checked: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);
}
