namespace LeakyApp.Scenarios.Leaks;

internal sealed class BlockedFinalizer : IScenario, IDisposable
{
    private readonly ManualResetEventSlim _connection = new();
    private long _number;

    public int BytesPerRequest => 40 + 104 + 1024 + 8;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
            GC.KeepAlive(new FileLease(_connection, Payload.Text("lease", _number++)));
    }

    /// <summary>Only sets the event, because finalizers may still be waiting on it.</summary>
    public void Dispose() => _connection.Set();
}
