using LeakFleet.Agent.Watching;
using LeakFleet.Protocol;
using static LeakFleet.Agent.Tests.Shipping.ShippingKeys;

namespace LeakFleet.Agent.Tests.Watching;

public sealed class EvidenceRequestsTests
{
    private readonly ManualClock _time = new();

    [Fact]
    public void TheNewestQuestionAboutAProcessCounts()
    {
        var requests = new EvidenceRequests(_time);
        requests.Add(new EvidenceRequest(Process(1), "Shop.Order"));
        requests.Add(new EvidenceRequest(Process(1), "Shop.Basket"));

        Assert.Equal("Shop.Basket", requests.Peek(Process(1)));
        Assert.Null(requests.Peek(Process(2)));
        requests.Remove(Process(1), "Shop.Basket");
        Assert.Null(requests.Peek(Process(1)));
    }

    [Fact]
    public void WhatIsAskedWhileAnotherQuestionIsAnsweredStays()
    {
        var requests = new EvidenceRequests(_time);
        requests.Add(new EvidenceRequest(Process(1), "Shop.Order"));
        requests.Add(new EvidenceRequest(Process(1), "Shop.Basket"));
        requests.Remove(Process(1), "Shop.Order");

        Assert.Equal("Shop.Basket", requests.Peek(Process(1)));
    }

    [Fact]
    public void AnAnswerIsThereBeforeTheServerAsksAnotherReplica() =>
        Assert.InRange(ProcessEvidence.AnswerTimeMax.TotalMilliseconds, 0, WireLimits.EvidenceAnswerMilliseconds - 10_000);

    [Fact]
    public void AQuestionThatWaitedTooLongIsNoLongerAsked()
    {
        var requests = new EvidenceRequests(_time);
        requests.Add(new EvidenceRequest(Process(1), "Shop.Order"));
        _time.Now += EvidenceRequests.RequestLife + TimeSpan.FromSeconds(1);

        Assert.Null(requests.Peek(Process(1)));
    }

    [Fact]
    public void AServerThatFloodsIsNotKeptUpWith()
    {
        var requests = new EvidenceRequests(_time);
        for (var pid = 1; pid <= 10_000; pid++) requests.Add(new EvidenceRequest(Process(pid), "Shop.Order"));

        Assert.Equal(EvidenceRequests.RequestsMax, Enumerable.Range(1, 10_000).Count(pid => requests.Peek(Process(pid)) is not null));
    }

    private sealed class ManualClock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
