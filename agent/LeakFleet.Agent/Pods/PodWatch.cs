using System.Globalization;
using System.Net;
using System.Text.Json;
using LeakFleet.Agent.Identity;
using LeakFleet.Agent.Shipping;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Agent.Pods;

/// <summary>
/// Keeps <see cref="PodIndex"/> up to date: lists the pods of this node, then follows their changes from there. A watch that ends is taken up where it
/// ended; one that the API server has forgotten the beginning of (410) begins with a new list, at once only the first time; one that is not permitted is tried again now and then.
/// </summary>
internal sealed partial class PodWatch(KubernetesOptions options, string node, PodIndex index, AgentStatus status, TimeProvider time, ILogger<PodWatch> logger)
    : BackgroundService
{
    /// <summary>etcd holds objects up to 1.5 MB; a page of a list holds 25 pods of usually 10 to 20 KB.</summary>
    private const int EventBytesMax = 2 * 1024 * 1024;
    private const int PageBytesMax = 16 * 1024 * 1024;
    private const int WatchSeconds = 300;
    private const int TroublePid = 0;

    internal static readonly TimeSpan ListTimeout = TimeSpan.FromSeconds(30);
    internal static readonly TimeSpan WatchTimeout = TimeSpan.FromSeconds(WatchSeconds + 30);

    private static readonly TimeSpan SteadyMin = TimeSpan.FromSeconds(5);

    private readonly Backoff _backoff = new(options.BackoffMin, options.BackoffMax, Random.Shared);
    private string? _fault;
    private string? _version;
    private bool _wasForgotten;

    /// <summary>Rounds that ended, for tests that wait for one.</summary>
    internal int Rounds { get; private set; }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var api = new ApiServer(options, node);
        while (!stoppingToken.IsCancellationRequested)
        {
            var (began, follows) = (time.GetTimestamp(), _version is not null);
            var outcome = await Round(api, stoppingToken);
            Rounds++;
            if (stoppingToken.IsCancellationRequested) return;
            // A list alone proves nothing: the watch from there may be refused at once, again and again.
            if (follows && (outcome == Outcome.Good || time.GetElapsedTime(began) > SteadyMin)) Settle();
            if (outcome.StartsAnew) _version = null;
            var wait = Say(outcome);
            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Outcome> Round(ApiServer api, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(_version is null ? ListTimeout : WatchTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        try
        {
            return _version is null ? await List(api, both.Token) : await Follow(api, _version, both.Token);
        }
        catch (OperationCanceledException)
        {
            return new Outcome(_version is null ? "the API server does not answer" : "");
        }
        catch (Exception e) when (e is IOException or HttpRequestException or JsonException)
        {
            return new Outcome(WireText.Clean(e.GetBaseException().Message, 200));
        }
        catch (Exception e)
        {
            LogBug(logger, e);
            return new Outcome($"an internal error: {e.GetType().Name}", StartsAnew: true);
        }
    }

    private async Task<Outcome> List(ApiServer api, CancellationToken cancellation)
    {
        var pods = new List<Pod>();
        string? next = null;
        string version;
        do
        {
            var (response, fault) = await api.Get(api.List(next), cancellation);
            using (response)
            {
                if (response is null || !response.IsSuccessStatusCode) return Refused(response, fault);
                await using var body = await response.Content.ReadAsStreamAsync(cancellation);
                using var page = await JsonDocument.ParseAsync(new BoundedStream(body, PageBytesMax), default, cancellation);
                var metadata = PodJson.Member(page.RootElement, "metadata");
                (version, next) = (PodJson.Text(metadata, "resourceVersion"), Continue(metadata));
                if (PodJson.Member(page.RootElement, "items") is { ValueKind: JsonValueKind.Array } items)
                    pods.AddRange(items.EnumerateArray().Select(PodJson.Read).OfType<Pod>());
            }
        }
        while (next is not null && pods.Count <= options.PodsMax);

        index.Replace(pods);
        _version = version;
        LogListed(logger, pods.Count);
        return Outcome.Good;
    }

    private async Task<Outcome> Follow(ApiServer api, string version, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var (response, fault) = await api.Get(api.Watch(version, WatchSeconds), cancellation);
        using (response)
        {
            if (response is null || !response.IsSuccessStatusCode) return Refused(response, fault);
            if (_fault is not null) Say(Outcome.Good);
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            var lines = new BoundedLines(body, EventBytesMax);
            var events = 0;
            while (await lines.Next(cancellation) is { } line)
            {
                if (line.Length == 0) continue;
                using var change = JsonDocument.Parse(line);
                events++;
                if (Take(change.RootElement) is { } ended) return ended;
            }

            if (lines.IsTooLong) return new Outcome("the API server sent an event above 2 MiB", StartsAnew: true);
            // The usual end of a watch. One that ends at once and says nothing must not be asked for in a loop.
            return events > 0 || time.GetElapsedTime(began) > SteadyMin ? Outcome.Good : new Outcome("the watch ends as soon as it begins");
        }
    }

    /// <returns>Null to go on.</returns>
    private Outcome? Take(JsonElement change)
    {
        var thing = PodJson.Member(change, "object");
        switch (PodJson.Text(change, "type"))
        {
            case "ERROR":
                var code = PodJson.Member(thing, "code") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : 0;
                return code == (int)HttpStatusCode.Gone ? Outcome.Anew : new Outcome($"the watch failed ({code})", StartsAnew: true);
            case "ADDED" or "MODIFIED":
                if (PodJson.Read(thing) is { } changed) index.Put(changed);
                break;
            case "DELETED":
                if (PodJson.Read(thing) is { } deleted) index.Remove(deleted);
                break;
        }

        if (PodJson.Text(PodJson.Member(thing, "metadata"), "resourceVersion") is { Length: > 0 } version) _version = version;
        return null;
    }

    private static string? Continue(JsonElement metadata) => PodJson.Text(metadata, "continue") is { Length: > 0 } next ? next : null;

    private static Outcome Refused(HttpResponseMessage? response, string fault) => response?.StatusCode switch
    {
        null => new Outcome(WireText.Clean(fault, 200)),
        HttpStatusCode.Gone => Outcome.Anew,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new Outcome(
            $"the API server refuses ({(int)response.StatusCode}): the agent's service account needs list and watch of pods", NeedsHelp: true),
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => new Outcome(
            $"the API server is busy ({(int)response.StatusCode})", Wait: response.Headers.RetryAfter?.Delta),
        var code => new Outcome($"the API server answers {((int)code.Value).ToString(CultureInfo.InvariantCulture)}", StartsAnew: true),
    };

    /// <summary>Tells what is new, and how long to wait.</summary>
    private TimeSpan Say(Outcome outcome)
    {
        var fault = outcome.Fault.Length > 0 ? outcome.Fault : null;
        if (fault != _fault)
        {
            if (fault is not null) LogFailed(logger, fault);
            else LogRecovered(logger);
            status.Trouble(TroublePid, fault is null ? "" : $"pods are not known: {fault}");
            _fault = fault;
        }

        if (fault is null)
        {
            var isFirst = !_wasForgotten;
            _wasForgotten |= outcome.StartsAnew;
            if (!outcome.StartsAnew || isFirst) return TimeSpan.Zero;
        }

        AgentMetrics.PodWatchFailures.Add(1);
        var wait = outcome.NeedsHelp ? _backoff.Max : _backoff.Next();
        return outcome.Wait is { } asked && asked > wait ? asked < _backoff.Max ? asked : _backoff.Max : wait;
    }

    private void Settle()
    {
        _backoff.Reset();
        _wasForgotten = false;
    }

    /// <param name="Fault">Empty when the round did what it should.</param>
    private readonly record struct Outcome(string Fault, bool StartsAnew = false, bool NeedsHelp = false, TimeSpan? Wait = null)
    {
        public static Outcome Good { get; } = new("");

        /// <summary>What was known lies too far back.</summary>
        public static Outcome Anew { get; } = new("", StartsAnew: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The API server lists {Pods} pods of this node")]
    private static partial void LogListed(ILogger logger, int pods);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Pods are not known, or no longer followed: {Fault}")]
    private static partial void LogFailed(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Pods are followed again")]
    private static partial void LogRecovered(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Following the pods failed")]
    private static partial void LogBug(ILogger logger, Exception exception);
}
