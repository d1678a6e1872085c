using LeakFleet.Agent.Pods;

namespace LeakFleet.Agent.Tests.Pods;

/// <summary>Against an API server that fails in every way one can.</summary>
public sealed class PodWatchTests : IDisposable
{
    private readonly string _token = Path.GetTempFileName();

    public PodWatchTests() => File.WriteAllText(_token, "first-token\n");

    public void Dispose() => File.Delete(_token);

    [Fact]
    public async Task PodsAreListedPageByPageAndThenFollowed()
    {
        await using var api = await FakeApiServer.Start();
        api.Page("5", "more", SamplePods.Json(1)).List("5", SamplePods.Json(2))
            .Follow(FakeApiServer.Event("ADDED", SamplePods.Json(3, version: "6")), FakeApiServer.Event("DELETED", SamplePods.Json(1, version: "7")));
        await using var run = await WatchRun.Start(api, _token);
        await WatchRun.Until(() => run.Knows(3) && !run.Knows(1));
        Assert.True(run.Knows(2) && run.Index.IsComplete);
        var requests = api.Requests.ToList();
        Assert.All(requests, r => Assert.Contains("fieldSelector=spec.nodeName=node-1", r.Query));
        Assert.All(requests, r => Assert.Equal("Bearer first-token", r.Authorization));
        Assert.Contains("continue=more", requests[1].Query);
        Assert.Contains("resourceVersion=5", requests[2].Query);
    }

    [Fact]
    public async Task AWatchThatEndsIsTakenUpWhereItEnded()
    {
        await using var api = await FakeApiServer.Start();
        api.List("5", SamplePods.Json(1)).Watch(FakeApiServer.Event("ADDED", SamplePods.Json(2, version: "8"))).Watch(FakeApiServer.Bookmark("20")).Break()
            .Follow(FakeApiServer.Event("ADDED", SamplePods.Json(3, version: "21")));
        await using var run = await WatchRun.Start(api, _token);
        await WatchRun.Until(() => run.Knows(3));
        Assert.Equal(["resourceVersion=5", "resourceVersion=8", "resourceVersion=20", "resourceVersion=20"],
            api.Requests.Skip(1).Select(r => r.Query[r.Query.IndexOf("resourceVersion", StringComparison.Ordinal)..]));
        Assert.True(run.Knows(1) && run.Knows(2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatTheApiServerHasForgottenIsListedAnew(bool asAnEvent)
    {
        await using var api = await FakeApiServer.Start();
        api.List("5", SamplePods.Json(1));
        if (asAnEvent) api.Watch(FakeApiServer.Error(410));
        else api.Refuse(410);
        api.List("90", SamplePods.Json(2)).Follow();
        await using var run = await WatchRun.Start(api, _token);
        await WatchRun.Until(() => run.Knows(2));
        Assert.False(run.Knows(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatIsForgottenAgainAndAgainIsWaitedForFromTheSecondTimeOn(bool asAnEvent)
    {
        await using var api = await FakeApiServer.Start();
        for (var i = 0; i < 5; i++)
        {
            api.List("5", SamplePods.Json(1));
            if (asAnEvent) api.Watch(FakeApiServer.Error(410));
            else api.Refuse(410);
        }

        api.Refuse(410).List("90", SamplePods.Json(2)).Follow();
        var time = new HurriedTime(TimeSpan.FromHours(1));
        await using var run = await WatchRun.Start(api, _token, time: time);
        await WatchRun.Until(() => run.Knows(2));
        Assert.Equal(5, time.Waits);
    }

    [Fact]
    public async Task AWatchThatFailsAfterEachListIsWaitedForLongerAndLonger()
    {
        await using var api = await FakeApiServer.Start();
        for (var i = 0; i < 30; i++) api.List("5", SamplePods.Json(1)).Watch(FakeApiServer.Error(500));
        api.List("90", SamplePods.Json(2)).Follow();
        var time = new HurriedTime(TimeSpan.FromHours(1));
        await using var run = await WatchRun.Start(api, _token, time: time);
        await WatchRun.Until(() => run.Knows(2));
        Assert.Equal(30, time.Waits);
        Assert.True(time.Longest > TimeSpan.FromHours(1), $"{time.Longest}");
    }

    [Theory]
    [InlineData(403)]
    [InlineData(401)]
    [InlineData(500)]
    [InlineData(429)]
    public async Task ARefusalIsToldAndTriedAgain(int status)
    {
        await using var api = await FakeApiServer.Start();
        var gate = new TaskCompletionSource();
        api.Refuse(status, status == 429 ? "1" : null).Answer(async context =>
        {
            await gate.Task;
            context.Response.StatusCode = status;
        }).List("1", SamplePods.Json(1)).Follow();
        await using var run = await WatchRun.Start(api, _token);
        await WatchRun.Until(() => run.Status.Troubles.TryGetValue(0, out var trouble) && trouble.Contains(status is 500 ? "500" : status.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        gate.SetResult();
        await WatchRun.Until(() => run.Knows(1) && !run.Status.Troubles.ContainsKey(0));
    }

    [Fact]
    public async Task AnotherTokenIsReadBeforeTheNextRequest()
    {
        await using var api = await FakeApiServer.Start();
        api.Refuse(401).Refuse(401).List("1", SamplePods.Json(1)).Follow();
        await using var run = await WatchRun.Start(api, _token);
        await WatchRun.Until(() => !api.Requests.IsEmpty);
        File.WriteAllText(_token, "second-token");
        await WatchRun.Until(() => run.Knows(1));
        Assert.Equal("Bearer second-token", api.Requests.Last().Authorization);
    }

    [Theory]
    [InlineData("{\"type\":\"ADDED\",\"object\":")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"type\":7,\"object\":{\"metadata\":[]}}")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"uid\":7,\"labels\":[1],\"ownerReferences\":{}}}}")]
    [InlineData("{\"type\":\"ADDED\"}")]
    public async Task GarbageIsSurvived(string line)
    {
        await using var api = await FakeApiServer.Start();
        api.List("5", SamplePods.Json(1)).Watch(line).Answer(context => Task.CompletedTask).Follow(FakeApiServer.Event("ADDED", SamplePods.Json(2, version: "9"))).Follow();
        await using var run = await WatchRun.Start(api, _token);
        await WatchRun.Until(() => run.Knows(2));
    }

    [Fact]
    public async Task AnEndlessLineIsNotRead()
    {
        await using var api = await FakeApiServer.Start();
        api.List("5", SamplePods.Json(1)).Watch(new string('x', 3 * 1024 * 1024)).List("9", SamplePods.Json(2)).Follow();
        await using var run = await WatchRun.Start(api, _token);
        await WatchRun.Until(() => run.Knows(2));
    }

    [Fact]
    public async Task MorePodsThanAllowedAreNotKept()
    {
        await using var api = await FakeApiServer.Start();
        api.List("5", SamplePods.Json(1), SamplePods.Json(2), SamplePods.Json(3)).Follow(FakeApiServer.Event("ADDED", SamplePods.Json(4, version: "6")), FakeApiServer.Event("DELETED", SamplePods.Json(1, version: "7")));
        await using var run = await WatchRun.Start(api, _token, podsMax: 2);
        await WatchRun.Until(() => run.Index.Count == 1);
    }
}
