namespace LeakyApp.Scenarios.Leaks;

internal sealed class UndisposedTimers : IScenario
{
    private long _number;

    public int BytesPerRequest => 40 + 104 + 1024 + 64 + 32 + 32 + 96;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
            GC.KeepAlive(new LoginSession(Payload.Text("user", _number++)));
    }
}
