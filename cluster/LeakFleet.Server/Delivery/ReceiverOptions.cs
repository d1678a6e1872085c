using LeakFleet.Server.Configuration;

namespace LeakFleet.Server.Delivery;

/// <summary>One receiver as it was configured.</summary>
internal sealed record ReceiverOptions(string Name, ReceiverKind Kind)
{
    /// <summary>Of the kinds that are reached by HTTP. Slack's holds a secret in its path, so it is shown by <see cref="Target"/> alone.</summary>
    public Uri? Url { get; init; }

    /// <summary>Signs what a webhook gets.</summary>
    public Secret? SigningSecret { get; init; }

    /// <summary>Sent as <c>Authorization: Bearer</c>.</summary>
    public Secret? BearerToken { get; init; }

    /// <summary>PEM file of the authorities that the certificate of <see cref="Url"/> may come from; null trusts those of the system.</summary>
    public string? CaFile { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    public SmtpOptions? Smtp { get; init; }

    public string Folder { get; init; } = "";

    /// <summary>Where it goes, without anything secret.</summary>
    public string Target => Kind switch
    {
        ReceiverKind.Smtp => $"{Smtp!.Host}:{Smtp.Port}",
        ReceiverKind.Folder => Folder,
        ReceiverKind.Slack => Url!.GetLeftPart(UriPartial.Authority),
        _ => Url!.GetLeftPart(UriPartial.Path),
    };

    public bool TakesAlerts => Kind != ReceiverKind.Folder;

    public bool TakesReports => Kind != ReceiverKind.Alertmanager;

    public override string ToString() => $"{Name} ({Target})";
}
