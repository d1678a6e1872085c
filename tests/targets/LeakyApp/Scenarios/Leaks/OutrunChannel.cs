using System.Threading.Channels;

namespace LeakyApp.Scenarios.Leaks;

internal sealed class OutrunChannel : IScenario
{
    private readonly Channel<LogEntry> _pending = Channel.CreateUnbounded<LogEntry>();
    private long _number;

    public int BytesPerRequest => 40 + 104 + 524 + 8;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            Write();
            Write();
            _pending.Reader.TryRead(out _);
        }
    }

    private void Write() =>
        _pending.Writer.TryWrite(new LogEntry(_number, Payload.Text("log entry", _number++), Payload.Bytes(500)));
}
