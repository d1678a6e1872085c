namespace LeakyApp.Scenarios.Harmless;

internal sealed class Churn : IScenario
{
    private const int PagesPerRequest = 100;

    private long _number;

    public int BytesPerRequest => 32 + 104 + 2024;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests * PagesPerRequest; i++)
            GC.KeepAlive(new RenderedPage(Payload.Text("page", _number++), Payload.Bytes(2000)));
    }
}
