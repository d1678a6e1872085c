namespace LeakyApp.Scenarios.Harmless;

internal sealed class Steady : IScenario
{
    private const int ArticleCount = 4000;

    private readonly Article[] _catalogue = [.. Enumerable.Range(0, ArticleCount).Select(Create)];
    private int _next;

    public int BytesPerRequest => 40 + 104 + 1024;

    /// <summary>Each request replaces one article: the objects change, their number does not.</summary>
    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            _next = (_next + 1) % ArticleCount;
            _catalogue[_next] = Create(_next);
        }
    }

    private static Article Create(int number) => new(number, Payload.Text("article", number), Payload.Bytes(1000));
}
