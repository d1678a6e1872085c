using Microsoft.Diagnostics.Tracing;

namespace LeakFleet.Agent.Sessions;

/// <summary>
/// The event stream of a process, which breaks when too much of it is held. TraceEvent keeps what describes events, the threads that wrote them, and blocks whose
/// events are not due yet, for as long as a stream goes on, and who writes the stream decides how much of that there is.
/// </summary>
/// <param name="bytesMax">Of what has come and is in no event that was told.</param>
/// <param name="bytesTotalMax">Of the whole stream: what an event says of its own length is the target's word.</param>
internal sealed class BoundedEventStream(Stream inner, long bytesMax, long bytesTotalMax) : Stream
{
    private long _held;
    private long _total;

    /// <summary>Whether a limit was reached.</summary>
    public bool IsFull { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _total;
        set => throw new NotSupportedException();
    }

    /// <summary>From now on the source's events are no longer held once they have been told.</summary>
    public void Follow(TraceEventDispatcher source) => source.AllEvents += told => _held = Math.Max(0, _held - told.EventDataLength);

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int read)
    {
        _held += read;
        _total += read;
        IsFull |= _held > bytesMax || _total > bytesTotalMax;
        return IsFull ? throw new IOException($"its event stream is longer than can be taken in ({_total >> 20} MB, {_held >> 20} of them in no event)") : read;
    }
}
