using LeakFleet.Server.Delivery;

namespace LeakFleet.Server.Rounds;

/// <summary>How it stands with one receiver, but for what was given up, which is stored where every server reads it.</summary>
public sealed record ReceiverHealth(
    string Receiver, int Queued, DateTimeOffset? OldestQueuedAt, long Delivered, long Failed, long Dropped, string LastFault, DateTimeOffset? LastDeliveredAt, string StoreFault, bool IsFailing)
{
    internal static ReceiverHealth Of(LaneStatus lane) => new(
        lane.Receiver, lane.Queued, lane.OldestQueuedAt, lane.Delivered, lane.Failed, lane.Dropped, lane.LastFault, lane.LastDeliveredAt, lane.StoreFault, lane.IsFailing);

    /// <param name="lane">What this server read of the same receiver.</param>
    internal LaneStatus Over(LaneStatus lane) => lane with
    {
        Queued = Queued,
        OldestQueuedAt = OldestQueuedAt,
        Delivered = Delivered,
        Failed = Failed,
        Dropped = Dropped,
        LastFault = LastFault,
        LastDeliveredAt = LastDeliveredAt,
        StoreFault = StoreFault.Length > 0 ? StoreFault : lane.StoreFault,
        IsFailing = IsFailing,
    };
}
