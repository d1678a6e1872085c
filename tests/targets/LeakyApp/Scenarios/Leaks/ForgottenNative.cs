using System.Runtime.InteropServices;

namespace LeakyApp.Scenarios.Leaks;

internal sealed unsafe class ForgottenNative : IScenario
{
    /// <summary>Below malloc's threshold for mappings of their own, so that the leak sits in the malloc heap as most do.</summary>
    private const int ImageBytes = 16 * 1024;

    public int BytesPerRequest => ImageBytes;

    public void Step(TimeSpan now, int requests)
    {
        for (var i = 0; i < requests; i++)
            NativeMemory.Fill(NativeMemory.Alloc(ImageBytes), ImageBytes, 0x5A);
    }
}
