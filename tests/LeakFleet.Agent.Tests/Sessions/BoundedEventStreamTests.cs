using LeakFleet.Agent.Sessions;

namespace LeakFleet.Agent.Tests.Sessions;

public sealed class BoundedEventStreamTests
{
    private readonly byte[] _buffer = new byte[100];

    [Fact]
    public void WhatIsInNoEventEndsTheStreamAtTheLimit()
    {
        using var stream = new BoundedEventStream(new EndlessStream(), bytesMax: 250, bytesTotalMax: 1000);
        Assert.Equal(200, stream.Read(_buffer) + stream.Read(_buffer, 0, 100));
        Assert.False(stream.IsFull);

        Assert.Throws<IOException>(() => stream.Read(_buffer, 0, 100));

        Assert.True(stream.IsFull);
        Assert.Throws<IOException>(() => stream.Read(_buffer, 0, 100));
    }

    [Fact]
    public void TheWholeHasALimitToo()
    {
        using var stream = new BoundedEventStream(new EndlessStream(), bytesMax: 1000, bytesTotalMax: 250);
        Assert.Equal(200, stream.Read(_buffer, 0, 100) + stream.Read(_buffer));

        Assert.Throws<IOException>(() => stream.Read(_buffer, 0, 100));
    }

    private sealed class EndlessStream : MemoryStream
    {
        public override int Read(byte[] buffer, int offset, int count) => count;

        public override int Read(Span<byte> buffer) => buffer.Length;
    }
}
