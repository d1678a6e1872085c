namespace LeakyApp.Scenarios.Leaks;

internal sealed class StaticList : IScenario
{
    private static readonly List<Order> Recent = [];

    public int BytesPerRequest => 40 + 104 + 824 + 8;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
            Recent.Add(new Order(Recent.Count, Payload.Text("customer", Recent.Count), Payload.Bytes(800)));
    }
}
