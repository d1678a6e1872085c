namespace LeakyApp.Scenarios.Leaks;

internal sealed class UnboundedDictionary : IScenario
{
    private static readonly Dictionary<string, CustomerProfile> Profiles = [];

    public int BytesPerRequest => 40 + 3 * 104 + 1024 + 32;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            var number = Profiles.Count;
            var profile = new CustomerProfile(Payload.Text("name", number), Payload.Text("address", number), Payload.Bytes(1000));
            Profiles.Add(Payload.Text("customer", number), profile);
        }
    }
}
