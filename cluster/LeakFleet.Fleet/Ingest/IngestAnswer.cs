using LeakFleet.Protocol;

namespace LeakFleet.Fleet;

/// <summary>The answer to a message.</summary>
/// <param name="Ack">How far the process is persisted by now, which may be before that message.</param>
/// <param name="Fault">Why it was not taken, in words; empty when it was.</param>
public readonly record struct IngestAnswer(IngestOutcome Outcome, Ack Ack, string Fault = "")
{
    public static IngestAnswer Taken(Ack ack) => new(IngestOutcome.Taken, ack);

    public static IngestAnswer NotTaken(IngestOutcome outcome, ProcessKey process, long epoch, string fault) => new(outcome, new Ack(process, epoch, 0), fault);
}
