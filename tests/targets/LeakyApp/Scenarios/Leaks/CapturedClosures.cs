namespace LeakyApp.Scenarios.Leaks;

internal sealed class CapturedClosures : IScenario
{
    /// <summary>A registry whose callers never deregister, such as a configuration's change callbacks.</summary>
    private static readonly List<Func<bool>> OnReload = [];

    public int BytesPerRequest => 24 + 64 + 32 + 104 + 1824 + 8;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            // The callback asks one yes-or-no question, and keeps the whole document for it.
            var document = new InvoiceDocument(Payload.Text("invoice", OnReload.Count), Payload.Bytes(1800));
            OnReload.Add(() => document.IsValid);
        }
    }
}
