using System.Buffers;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// The agent's end of the channel to a helper: one question at a time, and memory for the helper while it works on it. After the first
/// fault, of whatever kind, the helper is ended and every further question is answered by the reason.
/// </summary>
internal sealed class InspectorLink : IDisposable
{
    private readonly FrameChannel _channel;
    private readonly Action _kill;
    private readonly MemoryRead _memory;
    private readonly HeapWalkOptions _options;
    private readonly Timer _watchdog;
    private readonly CancellationTokenRegistration _cancellation;
    private readonly ulong[] _pages = new ulong[MemoryRequest.PagesMax];
    private volatile bool _isLate;

    /// <param name="kill">Ends the helper, so that whatever waits for it goes on. Called from any thread.</param>
    public InspectorLink(Stream input, Stream output, Action kill, MemoryRead memory, HeapWalkOptions options, CancellationToken cancellation)
    {
        _channel = new FrameChannel(output, input, Math.Max(RootLimits.AnswerBytesMax, Math.Max(LayoutAnswer.BytesMax(options), NamesAnswer.BytesMax(options))));
        _kill = kill;
        _memory = memory;
        _options = options;
        // Reading from a pipe cannot be given up; the end of the one who holds its other end ends it.
        _watchdog = new Timer(_ =>
        {
            _isLate = true;
            kill();
        });
        _cancellation = cancellation.Register(kill);
    }

    /// <summary>The first fault, by which the link broke; null while there is none.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Hands the target's library over; null when the helper has closed its sandbox and loaded it, otherwise why not.</summary>
    public string? Open(in OpenRequest request, FileStream library)
    {
        _watchdog.Change(_options.Isolation.StartMillisecondsMax, Timeout.Infinite);
        try
        {
            request.Write(_channel.Begin());
            _channel.Send();
            var buffer = new byte[InspectorProgram.LibraryBytesMax];
            for (var missing = request.LibraryBytes; missing > 0;)
            {
                var read = library.Read(buffer, 0, Math.Min(buffer.Length, missing));
                if (read == 0) return Break("the process's debugger access library changed while it was copied");
                missing -= read;
                SendLibrary(buffer.AsSpan(0, read));
            }
            SendLibrary([]);
        }
        catch (IOException)
        {
            return Break(WhyGone());
        }
        return TryAnswer(FrameType.Ready, out var answer, out var trouble) ? InspectorFrame.ReadReady(answer) : trouble;
    }

    /// <summary>Puts a question.</summary>
    /// <param name="answer">A frame of the type asked for, whose content nobody has looked at; valid until the next question.</param>
    public bool TryAsk(Action<IBufferWriter<byte>> write, FrameType answerType, out ReadOnlySpan<byte> answer, out string trouble)
    {
        answer = default;
        trouble = Trouble ?? "";
        if (Trouble is not null) return false;
        _watchdog.Change(_options.Isolation.CallMillisecondsMax, Timeout.Infinite);
        try
        {
            write(_channel.Begin());
            _channel.Send();
        }
        catch (IOException)
        {
            trouble = Break(WhyGone());
            return false;
        }
        return TryAnswer(answerType, out answer, out trouble);
    }

    public void Dispose()
    {
        _cancellation.Dispose();
        // Waits for a watchdog that is at work: what it would end may be another's by the time it gets to it.
        using var ended = new ManualResetEvent(initialState: false);
        if (_watchdog.Dispose(ended)) ended.WaitOne();
        _kill();
    }

    private bool TryAnswer(FrameType answerType, out ReadOnlySpan<byte> answer, out string trouble)
    {
        var bytesLeft = (long)_options.Isolation.ReadBytesMax;
        answer = default;
        try
        {
            while (_channel.TryReceive(out var frame))
            {
                var type = InspectorFrame.TypeOf(frame);
                if (type == answerType)
                {
                    _watchdog.Change(Timeout.Infinite, Timeout.Infinite);
                    answer = frame;
                    trouble = "";
                    return true;
                }
                if (type != FrameType.Memory) break;
                var count = MemoryRequest.Read(frame, _pages);
                if (count == 0) break;
                if ((bytesLeft -= count * MemoryRequest.PageBytes) < 0)
                {
                    trouble = Break(HelperTrouble.Greedy);
                    return false;
                }
                MemoryRequest.WriteAnswer(_channel.Begin(), _pages.AsSpan(0, count), _memory);
                _channel.Send();
            }
        }
        catch (IOException)
        {
            // Gone in the middle of a frame: the same as gone before it.
        }
        trouble = Break(WhyGone());
        return false;
    }

    private string WhyGone() => _isLate ? HelperTrouble.Slow : HelperTrouble.Broken;

    private string Break(string trouble)
    {
        _kill();
        return Trouble = trouble;
    }

    private void SendLibrary(ReadOnlySpan<byte> bytes)
    {
        InspectorFrame.WriteBytes(_channel.Begin(), FrameType.Library, bytes);
        _channel.Send();
    }
}
