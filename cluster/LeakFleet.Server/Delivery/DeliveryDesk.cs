using LeakFleet.Fleet;
using LeakFleet.Server.Alerts;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Delivery;

/// <summary>All receivers: a lane for each, and a feed for each Alertmanager.</summary>
internal sealed class DeliveryDesk : IDisposable
{
    private readonly HttpWay _http = new();
    private readonly Dictionary<string, DeliveryLane> _lanes = new(StringComparer.Ordinal);

    public DeliveryDesk(
        IReadOnlyList<ReceiverOptions> receivers, Uri? externalUrl, ReportReader reports, IDocumentStore store, DeliveryOptions options, TimeProvider clock,
        ILogger<DeliveryDesk> log)
    {
        Receivers = receivers;
        foreach (var receiver in receivers)
            if (Way(receiver, externalUrl, reports, clock) is { } way) _lanes[receiver.Name] = new DeliveryLane(receiver, way, store, options, clock, log);
    }

    public IReadOnlyList<ReceiverOptions> Receivers { get; }

    public HttpWay Http => _http;

    public IReadOnlyCollection<DeliveryLane> Lanes => _lanes.Values;

    /// <summary>Hands notices to a receiver's queue. One that was configured no longer gets nothing; a feed is told by itself.</summary>
    public ValueTask Post(string receiver, IReadOnlyList<Notice> notices, CancellationToken cancellation) =>
        _lanes.TryGetValue(receiver, out var lane) ? lane.Post(notices, cancellation) : ValueTask.CompletedTask;

    public ValueTask<bool> Revive(string receiver, string id, CancellationToken cancellation) =>
        _lanes.TryGetValue(receiver, out var lane) ? lane.Revive(id, cancellation) : new ValueTask<bool>(false);

    public void Dispose()
    {
        foreach (var lane in _lanes.Values) lane.Dispose();
        _http.Dispose();
    }

    private IReceiver? Way(ReceiverOptions receiver, Uri? externalUrl, ReportReader reports, TimeProvider clock) => receiver.Kind switch
    {
        ReceiverKind.Webhook => new WebhookReceiver(receiver, _http, reports, clock),
        ReceiverKind.Slack => new SlackReceiver(receiver, _http, reports, externalUrl),
        ReceiverKind.Smtp => new SmtpReceiver(receiver, reports, externalUrl),
        ReceiverKind.Folder => new FolderReceiver(receiver, reports),
        _ => null,
    };
}
