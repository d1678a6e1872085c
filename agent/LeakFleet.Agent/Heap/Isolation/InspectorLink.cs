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
    /// <param name="guardOf">The guard of the helper's openings, by the helper's descriptor of it.</param>
    public string? Open(in OpenRequest request, FileStream library, Func<int, OpeningGuard?> guardOf)
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
            if (!TryReceive(out var type, out var frame, out var trouble)) return trouble;
            // A helper that could not get that far says so at once that it is not ready.
            if (request.IsGuarded && type == FrameType.Guard)
            {
                using var guard = guardOf(InspectorFrame.ReadGuard(frame));
                if (guard is null) return Break(HelperTrouble.Unguarded);
                InspectorFrame.WriteQuestion(_channel.Begin(), FrameType.Guard);
                _channel.Send();
                guard.AllowOne(_options.Isolation.StartMillisecondsMax);
                guard.Dispose();
                if (!TryReceive(out type, out frame, out trouble)) return trouble;
            }
            return type == FrameType.Ready && IsInTime() ? InspectorFrame.ReadReady(frame) : Break(WhyGone());
        }
        catch (IOException)
        {
            return Break(WhyGone());
        }
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
        if (!TryReceive(out var type, out answer, out trouble)) return false;
        if (type == answerType && IsInTime()) return true;
        answer = default;
        trouble = Break(WhyGone());
        return false;
    }

    /// <summary>The next frame that is no wish to see memory; those are granted meanwhile.</summary>
    private bool TryReceive(out FrameType? type, out ReadOnlySpan<byte> frame, out string trouble)
    {
        var bytesLeft = (long)_options.Isolation.ReadBytesMax;
        trouble = "";
        type = null;
        frame = default;
        try
        {
            while (_channel.TryReceive(out frame))
            {
                type = InspectorFrame.TypeOf(frame);
                if (type != FrameType.Memory) return true;
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

    private bool IsInTime()
    {
        _watchdog.Change(Timeout.Infinite, Timeout.Infinite);
        return !_isLate;
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
