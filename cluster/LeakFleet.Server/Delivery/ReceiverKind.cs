namespace LeakFleet.Server.Delivery;

/// <summary>What kind of thing a notice is sent to.</summary>
public enum ReceiverKind
{
    /// <summary>A signed JSON document by HTTP POST.</summary>
    Webhook,

    /// <summary>Slack's incoming webhook, which Mattermost, Rocket.Chat and others understand too.</summary>
    Slack,

    /// <summary>Prometheus Alertmanager's API version 2; for alerts only.</summary>
    Alertmanager,

    /// <summary>Mail.</summary>
    Smtp,

    /// <summary>Files in a folder; for reports only.</summary>
    Folder,
}
