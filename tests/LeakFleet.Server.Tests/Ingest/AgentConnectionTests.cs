using System.Net;
using System.Net.WebSockets;
using LeakFleet.Protocol;

namespace LeakFleet.Server.Tests.Ingest;

[Collection(typeof(Alone))]
public sealed class AgentConnectionTests
{
    [Fact]
    public async Task WhatAnAgentSendsIsAckedOnceItIsPersisted()
    {
        await using var server = await RunningServer.Start();
        using var agent = await TestAgent.ConnectAndGreet(server);
        var process = new SampleProcess(100);
        await agent.Send(process.Description());
        await agent.Send(process.Histogram(1, 1000));
        var ack = await agent.ReceiveAck(process.Key, 2);
        Assert.Equal(new Ack(process.Key, SampleProcess.Epoch, 2), ack);
    }

    [Fact]
    public async Task NothingIsAckedBeforeItIsPersisted()
    {
        await using var server = await RunningServer.Start(RunningServer.OptionsWithoutWrites());
        using var agent = await TestAgent.ConnectAndGreet(server);
        var process = new SampleProcess(100);
        await agent.Send(process.Description());
        var receiving = agent.Receive();
        await Eventually(() => server.Agents.List().Single().Frames == 1);
        Assert.False(receiving.IsCompleted);
        await server.Fleet.Flush(TestContext.Current.CancellationToken);
        Assert.Equal(new Ack(process.Key, SampleProcess.Epoch, 1), await receiving);
    }

    [Fact]
    public async Task RepeatsAfterAReconnectAreAckedAgain()
    {
        await using var server = await RunningServer.Start();
        var process = new SampleProcess(100);
        var description = process.Description();
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var agent = await TestAgent.ConnectAndGreet(server);
            await agent.Send(description);
            await agent.ReceiveAck(process.Key, 1);
            await agent.Close();
        }
    }

    [Fact]
    public async Task OneAckCoversManyMessages()
    {
        await using var server = await RunningServer.Start(RunningServer.OptionsWithoutWrites());
        using var agent = await TestAgent.ConnectAndGreet(server);
        var process = new SampleProcess(100);
        await agent.Send(process.Description());
        for (var i = 1; i < 200; i++) await agent.Send(process.Memory(i % 150));
        await Eventually(() => server.Agents.List().Single().Frames == 200);
        await server.Fleet.Flush(TestContext.Current.CancellationToken);
        Assert.Equal(new Ack(process.Key, SampleProcess.Epoch, 200), await agent.Receive());
    }

    [Fact]
    public async Task WhenTooMuchIsOutstandingTheServerStopsReadingUntilItIsPersisted()
    {
        var options = RunningServer.OptionsWithoutWrites();
        options.OutstandingMessagesMax = 8;
        await using var server = await RunningServer.Start(options);
        using var agent = await TestAgent.ConnectAndGreet(server);
        var process = new SampleProcess(100);
        await agent.Send(process.Description());
        for (var i = 1; i < 20; i++) await agent.Send(process.Memory(i));

        await Eventually(() => server.Agents.List().Single().Frames == 8);
        await server.Fleet.Flush(TestContext.Current.CancellationToken);
        await agent.ReceiveAck(process.Key, 8);
        await Eventually(() => server.Agents.List().Single().Frames == 16);
        await server.Fleet.Flush(TestContext.Current.CancellationToken);
        await agent.ReceiveAck(process.Key, 16);
        await Eventually(() => server.Agents.List().Single().Frames == 20);
    }

    [Fact]
    public async Task AConnectionThatWaitsForTheStoreIsNotTakenForDead()
    {
        var options = RunningServer.OptionsWithoutWrites();
        options.OutstandingMessagesMax = 1;
        options.IdleTimeout = TimeSpan.FromSeconds(4);
        await using var server = await RunningServer.Start(options);
        using var agent = await TestAgent.ConnectAndGreet(server);
        var process = new SampleProcess(100);
        await agent.Send(process.Description());
        await agent.Send(process.Memory(1));
        var receiving = agent.Receive();
        // More than an idle timeout: time is what this is about.
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.False(receiving.IsCompleted);
        await server.Fleet.Flush(TestContext.Current.CancellationToken);
        Assert.IsType<Ack>(await receiving);
    }

    [Fact]
    public async Task AProcessTheFleetHasNoRoomForDoesNotHoldUpTheOthers()
    {
        var options = RunningServer.Options();
        options.Fleet.ProcessesMax = 1;
        options.OutstandingMessagesMax = 4;
        await using var server = await RunningServer.Start(options);
        using var agent = await TestAgent.ConnectAndGreet(server);
        var first = new SampleProcess(100);
        await agent.Send(first.Description());
        await agent.ReceiveAck(first.Key, 1);
        var refused = new SampleProcess(101);
        await agent.Send(refused.Description());
        for (var i = 1; i < 10; i++) await agent.Send(refused.Memory(i));
        await agent.Send(first.Memory(1));
        await agent.ReceiveAck(first.Key, 2);
    }

    [Theory]
    [InlineData(new byte[] { 0xC1 })]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0xDD, 0xFF, 0xFF, 0xFF, 0xFF })]
    public async Task BytesThatAreNoFrameCloseTheConnectionWithAReason(byte[] bytes)
    {
        await using var server = await RunningServer.Start();
        using var agent = await TestAgent.ConnectAndGreet(server);
        await agent.SendBytes(bytes);
        await agent.ReceiveClose();
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, agent.CloseStatus);
        Assert.NotEmpty(agent.CloseReason!);
        await Eventually(() => server.Agents.List().Single() is { FramesRejected: 1, Connected: false });
    }

    [Fact]
    public async Task DataBeforeHelloIsRefused() =>
        await IsRefused(agent => agent.Send(new SampleProcess(1).Description()), WebSocketCloseStatus.PolicyViolation, "hello");

    [Fact]
    public async Task AnotherProtocolVersionIsRefused() =>
        await IsRefused(agent => agent.Send(TestAgent.Hello with { ProtocolVersion = 99 }), WebSocketCloseStatus.PolicyViolation, "version 99");

    [Fact]
    public async Task TextIsRefused() =>
        await IsRefused(agent => agent.SendBytes("{}"u8.ToArray(), WebSocketMessageType.Text), WebSocketCloseStatus.PolicyViolation, "binary");

    [Fact]
    public async Task ASecondHelloIsRefused()
    {
        await using var server = await RunningServer.Start();
        using var agent = await TestAgent.ConnectAndGreet(server);
        await agent.Send(TestAgent.Hello);
        await agent.ReceiveClose();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, agent.CloseStatus);
    }

    [Fact]
    public async Task WhoSaysNothingIsClosed()
    {
        var options = RunningServer.Options();
        options.HelloTimeout = TimeSpan.FromMilliseconds(50);
        await using var server = await RunningServer.Start(options);
        using var agent = await server.Connect();
        await agent.ReceiveClose();
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, agent.CloseStatus);
        Assert.Contains("hello", agent.CloseReason);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFrameBeyondTheLimitIsRefusedWithoutMemoryForIt(bool compressed)
    {
        await using var server = await RunningServer.Start();
        using var agent = await server.Connect(options => options.DangerousDeflateOptions = compressed ? new WebSocketDeflateOptions() : null);
        await agent.Send(TestAgent.Hello);
        Assert.IsType<Welcome>(await agent.Receive());

        // Zeros shrink a thousandfold: compressed, this is a bomb of a few KiB.
        var chunk = new byte[1024 * 1024];
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < 12; i++) await agent.SendBytes(chunk, ends: i == 11);
        await agent.ReceiveClose();
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, agent.CloseStatus);
        // The buffers on the way to the limit (16 KiB to 4 MiB) and what the client of this test takes: not the 12 MiB sent.
        Assert.InRange(allocated, 0, 3L * WireLimits.FrameBytesMax);
    }

    [Fact]
    public async Task AFrameOfManyPiecesIsPutTogether()
    {
        await using var server = await RunningServer.Start();
        using var agent = await TestAgent.ConnectAndGreet(server);
        var process = new SampleProcess(100);
        var frame = LargeFrame(process);
        for (var from = 0; from < frame.Length; from += 10_000)
            await agent.SendBytes(frame[from..Math.Min(from + 10_000, frame.Length)], ends: from + 10_000 >= frame.Length);
        await agent.ReceiveAck(process.Key, 1);
    }

    [Fact]
    public async Task AConnectionThatWaitsForTheStoreKeepsNoPlaceForLargeFrames()
    {
        var options = RunningServer.OptionsWithoutWrites();
        options.OutstandingMessagesMax = 1;
        options.LargeFramesMax = 1;
        await using var server = await RunningServer.Start(options);
        using var first = await SendLarge(server, 1);
        using var second = await SendLarge(server, 2);
        await Eventually(() => server.Agents.List().Count(agent => agent.Frames == 1) == 2);
    }

    [Fact]
    public async Task AnAgentTooManyIsRefused()
    {
        var options = RunningServer.Options();
        options.AgentConnectionsMax = 1;
        await using var server = await RunningServer.Start(options);
        using var first = await TestAgent.ConnectAndGreet(server);
        await Assert.ThrowsAsync<WebSocketException>(() => server.Connect());
    }

    [Fact]
    public async Task AnotherSubProtocolIsRefused()
    {
        await using var server = await RunningServer.Start();
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("graphql-ws");
        socket.Options.CollectHttpResponseDetails = true;
        var address = new UriBuilder(server.Address) { Scheme = "ws", Path = "/v1/agents" }.Uri;
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.BadRequest, socket.HttpStatusCode);
    }

    [Fact]
    public async Task AStoppingServerSaysGoodbye()
    {
        await using var server = await RunningServer.Start();
        using var agent = await TestAgent.ConnectAndGreet(server);
        var stopping = server.Stop();
        await agent.ReceiveClose();
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, agent.CloseStatus);
        await stopping.WaitAsync(RunningServer.Patience, TestContext.Current.CancellationToken);
    }

    private static async Task<TestAgent> SendLarge(RunningServer server, int number)
    {
        var agent = await TestAgent.ConnectAndGreet(server, TestAgent.Hello with { Agent = $"agent-{number}" });
        await agent.SendBytes(LargeFrame(new SampleProcess(number)));
        return agent;
    }

    private static ReadOnlyMemory<byte> LargeFrame(SampleProcess process)
    {
        var rows = Enumerable.Range(0, WireLimits.TypesMax)
            .Select(i => new TypeRow($"Acme.{new string('x', 200)}{i}", "Acme", new GenerationValues(0, 0, 10, 0, 0, 0), new GenerationValues(0, 0, 1000 - i, 0, 0, 0)));
        var small = (Histogram)process.Histogram(1, 1000).Message;
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        FrameCodec.Encode(new Data(process.Key, SampleProcess.Epoch, 1, 0, 0, small with { Types = [.. rows] }), output);
        return output.WrittenMemory;
    }

    private static async Task IsRefused(Func<TestAgent, Task> act, WebSocketCloseStatus status, string reason)
    {
        await using var server = await RunningServer.Start();
        using var agent = await server.Connect();
        await act(agent);
        await agent.ReceiveClose();
        Assert.Equal(status, agent.CloseStatus);
        Assert.Contains(reason, agent.CloseReason);
    }

    private static async Task Eventually(Func<bool> holds)
    {
        using var deadline = new CancellationTokenSource(RunningServer.Patience);
        while (!holds()) await Task.Delay(5, deadline.Token);
    }
}
