using LeakFleet.Protocol;

namespace LeakFleet.Fleet.Tests;

/// <summary>One process and its agent: numbers what it says and lets minutes pass.</summary>
internal sealed class Feed(Func<Data, long, Observation> observe, int pid = 1, long epoch = 1)
{
    public long Sequence { get; private set; }

    public long Minutes { get; set; }

    public Observation Say(ProcessMessage message)
    {
        var data = Histograms.Message(++Sequence, message, Minutes, pid, epoch);
        return observe(data, data.UnixMilliseconds);
    }

    /// <summary>One histogram a minute.</summary>
    /// <param name="rows">The heap at a minute since the start.</param>
    public void Run(int minutes, Func<long, IReadOnlyList<TypeRow>> rows)
    {
        for (var i = 0; i < minutes; i++)
        {
            Minutes++;
            Say(Histograms.Of(rows(Minutes)));
        }
    }
}
