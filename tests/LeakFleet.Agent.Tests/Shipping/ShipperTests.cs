using System.Collections.Concurrent;
using LeakFleet.Agent.Shipping;
using LeakFleet.Protocol;
using Microsoft.Extensions.Logging;
using static LeakFleet.Agent.Tests.Shipping.ShippingKeys;

namespace LeakFleet.Agent.Tests.Shipping;

public sealed class ShipperTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly CancellationTokenSource _stop = new();
    private readonly LogLines _log = new();
    private Task _running = Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [Fact]
    public async Task WhatIsEnqueuedArrivesAndIsForgottenOnceAcked()
    {
        await using var server = await TestServer.StartAsync();
        var (outbox, shipper) = Start(server.Uri);
        var histogram = new Histogram(1, true, 1, Completeness.Nothing, default,
            Enumerable.Range(0, 2000).Select(i => new TypeRow($"Some.Name.Space.Type{i}", "Assembly", new(i, 0, 0, 0, 0, 0), default)).ToList());
        outbox.Enqueue(Process(1), Description("orders"), 1);
        outbox.Enqueue(Process(1), histogram, 2);

        await Until(() => outbox.Acknowledged == 2);

        Assert.Equal((0, 0, 0L), (outbox.PendingMessages, outbox.InFlight, outbox.PendingBytes));
        Assert.Equal(ShipperPhase.Connected, shipper.State.Phase);
        Assert.Equal(("agent-1", "node-1"), server.Hellos.Select(hello => (hello.Agent, hello.Node)).Single());
        Assert.Equal("orders", Assert.IsType<ProcessDescription>(server.Received.First().Message).Service);
        Assert.Equal(2000, Assert.IsType<HistogramChange>(server.Received.Last().Message).Added.Count);
    }

    [Fact]
    public async Task AServerOfTheFirstVersionGetsWholeHistograms()
    {
        await using var server = await TestServer.StartAsync();
        server.WelcomeFrame = TestServer.Encode(new Welcome(1, "test"));
        var (outbox, _) = Start(server.Uri);
        var histogram = new Histogram(1, true, 1, Completeness.Nothing, default, [new TypeRow("Some.Type", "Assembly", new(1, 0, 0, 0, 0, 0), default)]);
        outbox.Enqueue(Process(1), histogram, 1);
        outbox.Enqueue(Process(1), histogram, 2);

        await Until(() => outbox.Acknowledged == 2);

        Assert.All(server.Received, data => Assert.Single(Assert.IsType<Histogram>(data.Message).Types));
    }

    [Theory]
    [InlineData(WireLimits.ReportsSinceVersion, true)]
    [InlineData(WireLimits.ReportsSinceVersion - 1, false)]
    public async Task TheAgentTellsHowItIsDoingToWhoKnowsTheMessage(int version, bool isTold)
    {
        await using var server = await TestServer.StartAsync();
        server.WelcomeFrame = TestServer.Encode(new Welcome(version, "test"));
        var (outbox, _) = Start(server.Uri, options => options.ReportInterval = TimeSpan.FromMilliseconds(20), report: new AgentReport(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, "denied"));
        outbox.Enqueue(Process(1), Description("orders"), 1);

        await Until(() => outbox.Acknowledged == 1 && (!isTold || server.Reports.Count > 2));

        Assert.Equal(isTold, server.Reports.TryPeek(out var told));
        if (isTold) Assert.Equal((3L, "denied"), (told!.WalkMicroseconds, told.Trouble));
    }

    [Fact]
    public async Task ARequestIsHandedOnAndItsAnswerIsTold()
    {
        await using var server = await TestServer.StartAsync();
        server.OnData = async (data, send) =>
        {
            if (data.Sequence == 1) await send(TestServer.Encode(new EvidenceRequest(data.Process, "Shop.Order")));
            await send(TestServer.Encode(new Ack(data.Process, data.Epoch, data.Sequence)));
        };
        Outbox? outbox = null;
        (outbox, _) = Start(server.Uri, requested: request => outbox!.Enqueue(request.Process, RetentionFound.Failed(request.Type, "denied"), 2));
        outbox.Enqueue(Process(1), Description("orders"), 1);

        await Until(() => outbox.Acknowledged == 2);

        Assert.Equal("Shop.Order", Assert.IsType<RetentionFound>(server.Received.Last().Message).Type);
    }

    [Fact]
    public async Task AServerThatDoesNotKnowTheAnswerGetsItsNumberAndNothingElse()
    {
        await using var server = await TestServer.StartAsync();
        server.WelcomeFrame = TestServer.Encode(new Welcome(2, "test"));
        var (outbox, _) = Start(server.Uri);
        outbox.Enqueue(Process(1), RetentionFound.Failed("Shop.Order", ""), 1);
        outbox.Enqueue(Process(1), Description("orders"), 2);

        await Until(() => outbox.Acknowledged == 2);

        Assert.Empty(Assert.IsType<Collections>(server.Received.First().Message).Items);
    }

    [Fact]
    public async Task ARestartOfTheServerLosesNothing()
    {
        var first = await TestServer.StartAsync(TestServer.FindStablePort(), server => server.OnData = (data, send) =>
            data.Sequence % 2 == 0 && data.Sequence <= 100 ? send(TestServer.Encode(new Ack(data.Process, data.Epoch, data.Sequence))) : Task.CompletedTask);
        var port = first.Port;
        var (outbox, shipper) = Start(first.Uri, options => options.SendWindowMessages = 4096);
        for (var i = 1; i <= 300; i++) outbox.Enqueue(Process(1), Trouble($"{i}"), i);
        await Until(() => outbox.Acknowledged == 100 && first.Received.Count == 300);
        await first.DisposeAsync();
        await Until(() => shipper.State is { Phase: ShipperPhase.Waiting, LastError: not null });
        for (var i = 301; i <= 400; i++) outbox.Enqueue(Process(1), Trouble($"{i}"), i);

        await using var second = await TestServer.StartAsync(port);
        await Until(() => outbox.PendingMessages == 0);

        Assert.Equal(Enumerable.Range(101, 300).Select(i => (long)i), second.Received.Select(data => data.Sequence));
        Assert.All(second.Received, data => Assert.Equal($"{data.Sequence}", Assert.IsType<ProcessTrouble>(data.Message).Text));
        Assert.Equal((400L, 400L, 0L), (outbox.Enqueued, outbox.Acknowledged, outbox.Dropped));
    }

    [Fact]
    public async Task AServerThatIsSlowToAckHoldsTheWindow()
    {
        var answers = new ConcurrentQueue<Func<Task>>();
        await using var server = await TestServer.StartAsync(configure: server => server.OnData = (data, send) =>
        {
            answers.Enqueue(() => send(TestServer.Encode(new Ack(data.Process, data.Epoch, data.Sequence))));
            return Task.CompletedTask;
        });
        var (outbox, _) = Start(server.Uri, options => options.SendWindowMessages = 8);
        for (var i = 1; i <= 100; i++) outbox.Enqueue(Process(i % 4), Trouble(), i);
        await Until(() => server.Received.Count == 8);

        for (var answered = 1; answered <= 92; answered++)
        {
            Assert.True(answers.TryDequeue(out var answer));
            await answer();
            await Until(() => server.Received.Count == 8 + answered);
            Assert.InRange(outbox.InFlight, 0, 8);
        }
    }

    [Fact]
    public async Task ProcessesTheServerNeverAcksDoNotStopTheOthers()
    {
        // More of them than the window has quarters: they fill it, and then it opens by patience alone.
        const int refused = 6;
        await using var server = await TestServer.StartAsync(configure: server => server.OnData = (data, send) =>
            data.Process.Pid <= Process(refused - 1).Pid ? Task.CompletedTask : send(TestServer.Encode(new Ack(data.Process, data.Epoch, data.Sequence))));
        var (outbox, _) = Start(server.Uri, options => (options.SendWindowMessages, options.AckPatience) = (16, TimeSpan.FromMilliseconds(200)));
        for (var i = 0; i < 3000; i++)
        {
            outbox.Enqueue(Process(i % refused), Trouble(), i);
            outbox.Enqueue(Process(refused + (i % 3)), Trouble(), i);
        }

        await Until(() => outbox.Acknowledged == 3000);
        Assert.Equal((3000, 0L), (outbox.PendingMessages, outbox.Dropped));
    }

    [Fact]
    public async Task GarbageFromTheServerEndsTheConnectionAndNotTheAgent()
    {
        byte[][] garbage =
        [
            [], [0xc1], [0x91, 0x63], new byte[ServerConnection.ReceivedBytesMax + 1], TestServer.Encode(new Welcome(1, "again")),
            TestServer.Encode(new Hello(1, "", "", "", 0)),
        ];
        var sent = -1;
        await using var server = await TestServer.StartAsync(configure: server => server.OnData = (data, send) =>
        {
            var turn = Interlocked.Increment(ref sent);
            return send(turn < garbage.Length ? garbage[turn] : TestServer.Encode(new Ack(data.Process, data.Epoch, data.Sequence)));
        });
        var (outbox, _) = Start(server.Uri);
        outbox.Enqueue(Process(1), Trouble(), 1);

        await Until(() => outbox.PendingMessages == 0);

        Assert.Equal(garbage.Length + 1, server.Hellos.Count);
        var warnings = _log.Lines.Where(line => line.Level == LogLevel.Warning).ToList();
        Assert.Equal(garbage.Length, warnings.Count);
        Assert.All(warnings, line => Assert.False(line.HasException || line.Text.Contains('\n')));
    }

    [Fact]
    public async Task AnAnswerThatIsNotWelcomeShipsNothing()
    {
        await using var server = await TestServer.StartAsync(configure: server => server.WelcomeFrame = TestServer.Encode(new Ack(Process(1), 1, 1)));
        var (outbox, shipper) = Start(server.Uri);
        outbox.Enqueue(Process(1), Trouble(), 1);
        await Until(() => server.Hellos.Count >= 2);
        Assert.Contains("instead of Welcome", shipper.State.LastError);
        Assert.Empty(server.Received);
    }

    [Theory]
    [InlineData(401, "refuses this agent")]
    [InlineData(403, "refuses this agent")]
    [InlineData(404, "check that the address")]
    public async Task ARefusalSaysWhatToDoAndIsNotRepeatedQuickly(int status, string advice)
    {
        await using var server = await TestServer.StartAsync(configure: server => server.RefuseWith = status);
        var (_, shipper) = Start(server.Uri, options => options.BackoffMax = TimeSpan.FromMinutes(10));
        await Until(() => _log.Lines.Any(line => line.Level == LogLevel.Error));
        Assert.Equal(ShipperPhase.Waiting, shipper.State.Phase);
        Assert.Contains(advice, shipper.State.LastError);
        var line = Assert.Single(_log.Lines, line => line.Level == LogLevel.Error);
        Assert.Contains("600 s", line.Text);
    }

    [Fact]
    public async Task AServerThatIsNotThereIsNamed()
    {
        var uri = new Uri($"http://127.0.0.1:{TestServer.FindStablePort()}");
        var (_, shipper) = Start(uri);
        await Until(() => shipper.State.LastError is not null);
        Assert.Contains($"cannot connect to ws://127.0.0.1:{uri.Port}", shipper.State.LastError);
        Assert.Contains("refused", shipper.State.LastError);
    }

    [Fact]
    public async Task AServerThatGoesSilentIsNoticed()
    {
        // While its receiver stands still it answers no ping, as a machine that was switched off does not.
        await using var server = await TestServer.StartAsync(
            configure: server => server.OnData = (_, _) => Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken).WaitAsync(server.Stopping));
        var (outbox, _) = Start(server.Uri, options => (options.PingInterval, options.PingTimeout) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200)));
        outbox.Enqueue(Process(1), Trouble(), 1);
        await Until(() => server.Received.Count >= 2);
        Assert.Equal(1, outbox.PendingMessages);
    }

    [Fact]
    public async Task StoppingSendsWhatIsPendingAndAwaitsTheAcks()
    {
        await using var server = await TestServer.StartAsync();
        var (outbox, shipper) = Start(server.Uri, options => options.ShutdownFlush = Patience);
        await Until(() => shipper.State.Phase == ShipperPhase.Connected);
        for (var i = 1; i <= 1000; i++) outbox.Enqueue(Process(1), Trouble(), i);

        await _stop.CancelAsync();
        await _running.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal((0, 1000L), (outbox.PendingMessages, outbox.Acknowledged));
        Assert.Equal(ShipperPhase.Stopped, shipper.State.Phase);
    }

    [Fact]
    public async Task StoppingDoesNotWaitForAServerThatNeverAcks()
    {
        await using var server = await TestServer.StartAsync(configure: server => server.OnData = (_, _) => Task.CompletedTask);
        var (outbox, _) = Start(server.Uri, options => options.ShutdownFlush = TimeSpan.FromMilliseconds(50));
        outbox.Enqueue(Process(1), Trouble(), 1);
        await Until(() => !server.Received.IsEmpty);

        await _stop.CancelAsync();
        await _running.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(1, outbox.PendingMessages);
    }

    private (Outbox Outbox, Shipper Shipper) Start(Uri server, Action<ShippingOptions>? configure = null, Action<EvidenceRequest>? requested = null, AgentReport? report = null)
    {
        var options = new ShippingOptions
        {
            ServerUri = server,
            Agent = "agent-1",
            Node = "node-1",
            BackoffMin = TimeSpan.FromMilliseconds(5),
            BackoffMax = TimeSpan.FromMilliseconds(50),
            ConnectTimeout = Patience,
            ShutdownFlush = TimeSpan.FromMilliseconds(1),
        };
        configure?.Invoke(options);
        var outbox = new Outbox(Epoch, options);
        var shipper = new Shipper(options, outbox, TimeProvider.System, _log) { Requested = requested ?? (_ => { }), Report = report is null ? null : () => report };
        _running = Task.Run(() => shipper.RunAsync(_stop.Token), TestContext.Current.CancellationToken);
        return (outbox, shipper);
    }

    private static async Task Until(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Assert.False(timeout.IsCancellationRequested, "what was waited for did not happen");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }
}
