using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Server.Evidence;

namespace LeakFleet.Server.Tests.Evidence;

public sealed class AwaitedAnswersTests
{
    private static readonly DateTimeOffset Asked = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private readonly AwaitedAnswers _awaited = new();

    [Fact]
    public void AServiceThatWasAskedIsLeftAloneUntilItAnsweredOrWillNotAnyMore()
    {
        var finding = new FleetFinding("A-print", "managed-type", "shop", "A", "Acme", [], [], [], 0, 1000, null);
        var turn = new EvidenceTurn("shop", "A-print", "A", new ProcessKey("node-1", new string('a', 32), 1, 1), 0, 0);
        _awaited.Note(turn, Asked);

        Assert.True(IsAwaitedAfter(TimeSpan.FromSeconds(30), finding with { RetentionAnsweredUnixMilliseconds = Asked.ToUnixTimeMilliseconds() - 1 }));
        Assert.False(_awaited.From("billing"));
        Assert.False(IsAwaitedAfter(TimeSpan.FromSeconds(31), finding with { RetentionAnsweredUnixMilliseconds = Asked.ToUnixTimeMilliseconds() + 1 }));
        _awaited.Note(turn, Asked);
        Assert.True(IsAwaitedAfter(EvidenceElection.AttemptTime - TimeSpan.FromSeconds(1), finding));
        Assert.False(IsAwaitedAfter(EvidenceElection.AttemptTime, finding));
    }

    private bool IsAwaitedAfter(TimeSpan time, FleetFinding finding)
    {
        _awaited.Settle([finding], Asked + time);
        return _awaited.From("shop");
    }
}
