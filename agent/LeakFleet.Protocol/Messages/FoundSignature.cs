namespace LeakFleet.Protocol;

/// <summary>One way in which objects of a type are held.</summary>
/// <param name="Text">Root, then types and fields.</param>
/// <param name="Key">What of it names the leak: equal in every replica, restart and version, while the insides of a collection change with its size.</param>
/// <param name="Sentence">For people: who holds them, and what is usually forgotten then.</param>
/// <param name="Samples">Sampled objects that it explains.</param>
/// <param name="IsConfirmed">Every reference of a path was read again within one period between collections.</param>
public sealed record FoundSignature(string Text, string Key, string Sentence, int Samples, bool IsConfirmed)
{
    /// <summary>How <see cref="Text"/> begins when a method that has not returned holds them, and <see cref="Key"/> when nothing else names them.</summary>
    public const string FrameRoot = "local of ";

    /// <summary>No object of the application's own is between a frame and them.</summary>
    public bool IsOfFrameAlone => Key.StartsWith(FrameRoot, StringComparison.Ordinal);
}
