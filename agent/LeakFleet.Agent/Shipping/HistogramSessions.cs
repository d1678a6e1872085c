using System.Buffers;
using LeakFleet.Protocol;
using LeakFleet.Protocol.Sessions;

namespace LeakFleet.Agent.Shipping;

/// <summary>
/// What the server knows by the present connection of each process's types, so that it is told only what changed: names once, and no type that stayed as it was. Begins
/// anew with each connection, which is what makes it right after whatever happened to the last one. Not thread-safe.
/// </summary>
/// <param name="againstExpected">Whether the server knows changes against expected bytes.</param>
internal sealed class HistogramSessions(bool againstExpected)
{
    /// <summary>Types of all processes together, some 100 bytes each. Beyond it histograms go whole.</summary>
    public const int TypesMax = 100_000;

    private readonly Dictionary<ProcessKey, HistogramEncoder> _encoders = [];
    private readonly ArrayBufferWriter<byte> _output = new();
    private int _types;

    /// <summary>The message in fewer bytes, valid until the next call; null when it is to be sent as it is.</summary>
    public ReadOnlyMemory<byte>? Shorten(ProcessKey process, ReadOnlyMemory<byte> encoded)
    {
        var message = FrameCodec.DecodeMessage(encoded.Span);
        if (message is ProcessExited && _encoders.Remove(process, out var gone)) _types -= gone.Types;
        if (message is not Histogram histogram) return null;
        if (!_encoders.TryGetValue(process, out var encoder))
        {
            if (_types + histogram.Types.Count > TypesMax) return null;
            _encoders.Add(process, encoder = new HistogramEncoder(againstExpected));
        }

        var before = encoder.Types;
        var change = encoder.Encode(histogram);
        _types += encoder.Types - before;
        if (change is null) return null;
        _output.ResetWrittenCount();
        FrameCodec.EncodeMessage(change, _output);
        return _output.WrittenMemory;
    }
}
