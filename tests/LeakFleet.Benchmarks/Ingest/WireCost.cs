using System.Buffers;
using System.IO.Compression;
using LeakFleet.FleetSimulator.Corpus;
using LeakFleet.FleetSimulator.Generate;
using LeakFleet.Protocol;
using LeakFleet.Protocol.Sessions;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>
/// What histograms of generated fleets take on the wire, envelopes included, for each type that they hold: whole, as changes, and as changes compressed as the
/// connection compresses them. The first histogram of a process, which brings the names, is counted apart.
/// </summary>
internal sealed class WireCost
{
    private readonly ArrayBufferWriter<byte> _frame = new();
    private long _typeSamples;
    private long _wholeBytes;
    private long _changeBytes;
    private long _packedBytes;
    private long _firstBytes;
    private long _firstTypes;

    public double WholeBytes => (double)_wholeBytes / _typeSamples;

    public double ChangeBytes => (double)_changeBytes / _typeSamples;

    public double PackedBytes => (double)_packedBytes / _typeSamples;

    public double FirstBytes => (double)_firstBytes / _firstTypes;

    public long TypeSamples => _typeSamples;

    public static WireCost Of(ulong seeds)
    {
        var cost = new WireCost();
        for (var seed = 1UL; seed <= seeds; seed++)
            foreach (var service in FleetGenerator.Make(seed).Services) cost.Count(service);
        return cost;
    }

    /// <summary>The replicas of a service share a connection here, as those of a node would.</summary>
    private void Count(LabelledService service)
    {
        var encoders = new Dictionary<ProcessKey, HistogramEncoder>();
        using var sent = new CountingStream();
        using var packed = new DeflateStream(sent, CompressionLevel.Optimal);
        foreach (var data in service.Messages)
        {
            if (data.Message is not Histogram histogram) continue;
            if (!encoders.TryGetValue(data.Process, out var encoder)) encoders.Add(data.Process, encoder = new HistogramEncoder());
            var isFirst = encoder.Types == 0;
            var whole = Bytes(data);
            if (encoder.Encode(histogram) is { } change) Bytes(data with { Message = change });
            var before = sent.Bytes;
            packed.Write(_frame.WrittenSpan);
            packed.Flush();
            if (isFirst)
            {
                _firstBytes += _frame.WrittenCount;
                _firstTypes += histogram.Types.Count;
                continue;
            }

            _typeSamples += histogram.Types.Count;
            _wholeBytes += whole;
            _changeBytes += _frame.WrittenCount;
            _packedBytes += sent.Bytes - before;
        }
    }

    private int Bytes(Data data)
    {
        _frame.ResetWrittenCount();
        FrameCodec.Encode(data, _frame);
        return _frame.WrittenCount;
    }

    private sealed class CountingStream : Stream
    {
        public long Bytes { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => Bytes;

        public override long Position { get => Bytes; set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Bytes += count;

        public override void Write(ReadOnlySpan<byte> buffer) => Bytes += buffer.Length;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
