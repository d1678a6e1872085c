namespace LeakyApp.Scenarios.Leaks;

internal sealed class StaticList : IScenario
{
    private static readonly List<Order> _recent = [];

    public int BytesPerRequest => 40 + 104 + 824 + 8;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
            _recent.Add(new Order(_recent.Count, Payload.Text("customer", _recent.Count), Payload.Bytes(800)));
    }
}
