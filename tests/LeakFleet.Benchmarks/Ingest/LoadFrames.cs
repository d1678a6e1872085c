using System.Buffers;
using LeakFleet.Benchmarks.Detect;
using LeakFleet.Fleet;
using LeakFleet.Protocol;
using LeakFleet.Protocol.Sessions;

namespace LeakFleet.Benchmarks.Ingest;

/// <summary>
/// The messages of a fleet, as its agents send them, made before anything is measured. A few different heaps are shared out among the processes: what differs
/// between two processes with the same heap is their envelope.
/// </summary>
internal sealed class LoadFrames
{
    private const int Heaps = 16;
    private const int ProcessesPerService = 50;
    private const int ProcessesPerNode = 50;
    private const string Boot = "0123456789abcdef0123456789abcdef";

    private readonly byte[][][] _messages;
    private readonly ArrayBufferWriter<byte> _frame = new();

    public LoadFrames(int types, int minutes)
    {
        _messages = new byte[Heaps][][];
        for (var heap = 0; heap < Heaps; heap++)
        {
            // One heap in sixteen leaks.
            var simulated = new SimulatedHeap(types, heap == 0 ? 3 : 0, heap + 1);
            var encoder = new HistogramEncoder();
            _messages[heap] = [.. Enumerable.Range(1, minutes).Select(minute => Encode(encoder.Encode(simulated.At(minute))!))];
        }
    }

    /// <summary>Bytes of the messages on average, without envelopes, from one minute to another.</summary>
    public double MeanBytes(int from, int to) => _messages.Average(minutes => minutes[from..to].Average(message => message.Length));

    public AgentFrame Description(int process)
    {
        var description = new ProcessDescription(
            $"service-{process / ProcessesPerService}", $"1.{process % 3}.0", "10.0.0", "Service", "dotnet Service.dll", SimulatedHeap.Start,
            new Dictionary<string, string> { ["k8s.pod.name"] = $"service-{process / ProcessesPerService}-{process % ProcessesPerService}", ["k8s.namespace.name"] = "shop" });
        return Frame(process, 1, 0, Encode(description));
    }

    /// <param name="minute">From 1.</param>
    public AgentFrame Histogram(int process, int minute) => Frame(process, minute + 1, minute, _messages[process % Heaps][minute - 1]);

    /// <summary>Valid until the next one is made.</summary>
    private AgentFrame Frame(int process, long sequence, int minute, byte[] message)
    {
        var key = new ProcessKey($"node-{process / ProcessesPerNode}", Boot, process + 1, 1000 + process);
        _frame.ResetWrittenCount();
        FrameCodec.EncodeData(key, 1, sequence, 0, SimulatedHeap.Start + minute * 60_000L, message, _frame);
        return new AgentFrame(1 + process / ProcessesPerNode, sequence == 1, new DataEnvelope(key, 1, sequence), _frame.WrittenMemory);
    }

    private static byte[] Encode(ProcessMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameCodec.EncodeMessage(message, output);
        return output.WrittenSpan.ToArray();
    }
}
