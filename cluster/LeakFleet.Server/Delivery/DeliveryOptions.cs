namespace LeakFleet.Server.Delivery;

/// <summary>Bounds of what waits for a receiver.</summary>
internal sealed record DeliveryOptions
{
    /// <summary>Notices that wait for one receiver. At the bound the oldest becomes a dead letter: the newest say how things are.</summary>
    public int QueuedMax { get; init; } = 500;

    /// <summary>Notices that were given up and are still shown, for one receiver; the oldest go.</summary>
    public int DeadLettersMax { get; init; } = 100;

    /// <summary>Identities of delivered notices that are remembered, so that one that is posted again after a crash is not sent twice.</summary>
    public int DeliveredRememberedMax { get; init; } = 1000;

    public TimeSpan RetryMin { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan RetryMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a notice is tried before it becomes a dead letter: a weekend of a broken receiver is shown, a night is survived.</summary>
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromHours(24);
}
