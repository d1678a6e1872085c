using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Replay;

/// <summary>All services of a fleet as one stream in order of time, moved so that it ends at a given moment: a server's charts then show it as what just happened.</summary>
internal static class ShiftedMessages
{
    public static IEnumerable<Data> Of(LabelledFleet fleet, long endsUnixMilliseconds)
    {
        var shift = endsUnixMilliseconds - fleet.Services.Max(s => s.ToUnixMilliseconds);
        var queue = new PriorityQueue<IEnumerator<Data>, (long, int)>();
        for (var i = 0; i < fleet.Services.Count; i++)
        {
            var messages = fleet.Services[i].Messages.GetEnumerator();
            if (messages.MoveNext()) queue.Enqueue(messages, (messages.Current.UnixMilliseconds, i));
        }

        while (queue.TryDequeue(out var messages, out var order))
        {
            yield return Shift(messages.Current, shift);
            if (messages.MoveNext()) queue.Enqueue(messages, (messages.Current.UnixMilliseconds, order.Item2));
            else messages.Dispose();
        }
    }

    private static Data Shift(Data data, long shift) => data with
    {
        UnixMilliseconds = data.UnixMilliseconds + shift,
        Message = data.Message switch
        {
            ProcessDescription description => description with { StartedUnixMilliseconds = description.StartedUnixMilliseconds + shift },
            Collections collections => new Collections([.. collections.Items.Select(c => c with { EndedUnixMilliseconds = c.EndedUnixMilliseconds + shift })]),
            var message => message,
        },
    };
}
