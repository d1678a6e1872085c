namespace LeakyApp.Scenarios;

/// <summary>One way to use memory, rightly or wrongly. Called by one thread.</summary>
internal interface IScenario
{
    /// <summary>Bytes one request keeps (or turns over), object headers included: the loop paces by it, so that a rate means the same everywhere.</summary>
    int BytesPerRequest { get; }

    /// <summary>Serves the <paramref name="requests"/> that have come since the previous step; <paramref name="now"/> counts from the start.</summary>
    void Step(TimeSpan now, int requests);
}
