namespace LeakyApp;

/// <summary>
/// What any busy service does besides leaking: most objects of a request die young, sessions live long enough to reach gen2 and die
/// there, and now and then a response is large enough for the large-object heap.
/// </summary>
/// <remarks>
/// The large responses make natural gen2 collections come often, as they do in real services: while nothing survives in the large-object
/// heap its budget is 3 MB or gen2's own, whichever is more. Sessions alone would not do: gen2's budget is up to 0.8 of its size,
/// and filling that by promotions costs copying (measured with sessions only, 2.5 MB/s: a gen2 every 5 s at 10 MB, every 10 s at 25 MB).
/// </remarks>
internal sealed class BackgroundTraffic(long bytesPerSecond)
{
    /// <summary>Long against the interval of gen1 collections (0.3 to 1 s), short against a sampler's window.</summary>
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromSeconds(2);

    private const int StateBytes = 1000;
    private const int SessionBytes = StateBytes + 200;
    private const int ResponseBytes = 128 * 1024;


    /// <summary>Of eight bytes one is scratch, one a session's and six a large response's.</summary>
    private const int Shares = 8;

    private const int SessionsPerResponse = ResponseBytes / SessionBytes / 6;

    private readonly Queue<BackgroundSession> _live = [];
    private double _dueBytes;
    private long _number;

    public void Step(TimeSpan now, TimeSpan elapsed)
    {
        _dueBytes += bytesPerSecond * elapsed.TotalSeconds;
        for (; _dueBytes >= Shares * SessionBytes; _dueBytes -= Shares * SessionBytes)
        {
            GC.KeepAlive(Payload.Bytes(SessionBytes));
            _live.Enqueue(new BackgroundSession(Payload.Text("session", _number++), now, Payload.Bytes(StateBytes)));
            if (_number % SessionsPerResponse == 0)
                GC.KeepAlive(Payload.Bytes(ResponseBytes));
        }

        while (_live.TryPeek(out var oldest) && now - oldest.StartedAt > SessionLifetime)
            _live.Dequeue();
    }
}
