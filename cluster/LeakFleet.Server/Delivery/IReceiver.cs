namespace LeakFleet.Server.Delivery;

/// <summary>The way to one receiver. Failures are outcomes; what it throws is a bug.</summary>
internal interface IReceiver
{
    Task<DeliveryOutcome> Send(Notice notice, CancellationToken cancellation);
}
