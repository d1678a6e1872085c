namespace LeakyApp.Scenarios.Leaks;

/// <summary>
/// A third to a half of what it grows by is holes. More is hard to reach: a keeper smaller than the hole beside it would be put into an
/// older hole and no longer separate two of them, which then merge and fit again. So keepers are as large as what they separate.
/// </summary>
internal sealed class FragmentedHeap : IScenario
{
    private const int FirstFrameBytes = 24_000;
    private const int GrowthBytes = 32;

    private static readonly List<byte[]> Held = [];

    private int _frameBytes = FirstFrameBytes;

    public int BytesPerRequest => 2 * _frameBytes;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
        {
            Held.Add(Frame());
            GC.KeepAlive(Frame());
        }
    }

    private byte[] Frame()
    {
        var frame = GC.AllocateUninitializedArray<byte>(_frameBytes += GrowthBytes, pinned: true);
        Array.Fill(frame, (byte)0x5A);
        return frame;
    }
}
