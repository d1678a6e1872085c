using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>
/// Tells new messages from repeats. Agents resend until they see an ack, and count from 1 again in a later epoch when they restart, so a repeat is
/// what is not above the last sequence of the newest epoch.
/// </summary>
internal sealed class MessageOrder
{
    private long _droppedInEarlierEpochs;
    private long _droppedInEpoch;

    public long Epoch { get; private set; }

    public long LastSequence { get; private set; }

    /// <summary>Messages the agent had to drop, over all epochs.</summary>
    public long Dropped => _droppedInEarlierEpochs + _droppedInEpoch;

    /// <summary>Whether the message is new; it counts as taken from then on.</summary>
    public bool Take(Data data)
    {
        if (data.Sequence <= 0 || data.Epoch < Epoch || (data.Epoch == Epoch && data.Sequence <= LastSequence)) return false;
        if (data.Epoch > Epoch)
        {
            _droppedInEarlierEpochs = Dropped;
            _droppedInEpoch = 0;
            Epoch = data.Epoch;
        }

        LastSequence = data.Sequence;
        // A counter never falls; half of the range keeps the sum of two from overflowing.
        _droppedInEpoch = Math.Clamp(data.Dropped, _droppedInEpoch, Math.Max(_droppedInEpoch, long.MaxValue / 2 - _droppedInEarlierEpochs));
        return true;
    }

    public void Restore(long epoch, long lastSequence, long droppedInEarlierEpochs, long droppedInEpoch)
    {
        Epoch = epoch;
        LastSequence = lastSequence;
        _droppedInEarlierEpochs = droppedInEarlierEpochs;
        _droppedInEpoch = droppedInEpoch;
    }

    public (long InEarlierEpochs, long InEpoch) DroppedParts => (_droppedInEarlierEpochs, _droppedInEpoch);
}
