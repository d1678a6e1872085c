using LeakFleet.Server.Delivery;
using Microsoft.Extensions.Logging;

namespace LeakFleet.Server.Alerts;

/// <summary>The feeds of all Alertmanagers that were configured.</summary>
internal sealed class AlertmanagerFeeds
{
    public AlertmanagerFeeds(DeliveryDesk deliveries, AlertDesk alerts, AlertOptions options, Uri? externalUrl, TimeProvider clock, ILogger<AlertmanagerFeed> log)
    {
        All =
        [
            .. deliveries.Receivers.Where(r => r.Kind == ReceiverKind.Alertmanager)
                .Select(r => new AlertmanagerFeed(r, deliveries.Http, options, externalUrl, () => alerts.Alerts, clock, log)),
        ];
        alerts.Changed += () =>
        {
            foreach (var feed in All) feed.Wake();
        };
    }

    public IReadOnlyList<AlertmanagerFeed> All { get; }
}
