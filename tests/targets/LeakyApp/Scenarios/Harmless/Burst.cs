namespace LeakyApp.Scenarios.Harmless;

internal sealed class Burst(TargetOptions options) : IScenario
{
    private const int RowBytes = 32 + 104 + 1024 + 8;

    /// <summary>A fifth of the time: long enough to be promoted to gen2, too short to be a plateau.</summary>
    private const double HeldShare = 0.2;

    private readonly List<ImportedRow> _import = [];

    public int BytesPerRequest => RowBytes;

    public void Step(TimeSpan now, int requests)
    {
        var phase = now / options.Period % 1;
        if (phase < 1 - HeldShare)
        {
            _import.Clear();
            return;
        }

        while (_import.Count < options.AmplitudeBytes / RowBytes)
            _import.Add(new ImportedRow(Payload.Text("row", _import.Count), Payload.Bytes(1000)));
    }
}
