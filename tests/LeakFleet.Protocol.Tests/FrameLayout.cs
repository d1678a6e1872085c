using System.Globalization;
using System.Text.Json.Nodes;

namespace LeakFleet.Protocol.Tests;

/// <summary>A frame as the plain arrays of docs/wire-format.md, written down a second time and without the codec. Integers as text.</summary>
internal static class FrameLayout
{
    public static JsonArray Of(Frame frame) => frame switch
    {
        Hello f => [N(1), N(f.ProtocolVersion), f.Agent, f.Node, f.AgentVersion, N(f.SentUnixMilliseconds)],
        Welcome f => [N(2), N(f.ProtocolVersion), f.ServerVersion],
        Ack f => [N(3), Of(f.Process), N(f.Epoch), N(f.Sequence)],
        EvidenceRequest f => [N(5), Of(f.Process), f.Type],
        AgentReport f =>
        [
            N(6), N(f.UptimeMilliseconds), N(f.WindowMilliseconds), N(f.WalkMicroseconds), N(f.WalkBudgetMicroseconds), N(f.ProcessorMicroseconds), N(f.ResidentBytes),
            N(f.ProcessesWatched), N(f.ProcessesOverLimit), N(f.ProcessesDenied), N(f.ProcessesStretched), N(f.Histograms), N(f.WalksFailed), N(f.CollectionsLost),
            N(f.MessagesPending), N(f.BytesPending), N(f.BytesPendingMax), N(f.MessagesDropped), f.Trouble,
        ],
        Data f => [N(4), Of(f.Process), N(f.Epoch), N(f.Sequence), N(f.Dropped), N(f.UnixMilliseconds), Of(f.Message)],
        _ => throw new ArgumentOutOfRangeException(nameof(frame)),
    };

    private static JsonArray Of(ProcessKey key) => [key.Node, key.BootId, N(key.Pid), N(key.StartTicks)];

    private static JsonArray Of(ProcessMessage message) => message switch
    {
        ProcessDescription m =>
            [N(1), m.Service, m.Version, m.Runtime, m.EntryAssembly, m.CommandLine, N(m.StartedUnixMilliseconds), Map(m.Labels, v => v)],
        ProcessExited m => [N(2), m.OutOfMemory, N(m.ExitStatus)],
        ProcessTrouble m => [N(3), m.Text],
        ProcessMemory m =>
        [
            N(4), N(m.RssAnonymousBytes), N(m.RssFileBytes), N(m.GcCommittedBytes), N(m.Threads), N(m.FileDescriptors), N(m.ContainerLimitBytes),
            N(m.ContainerUsageBytes), N(m.NodeMemoryBytes), N(m.NodeAvailableBytes),
        ],
        Collections m => [N(5), Many(m.Items, Of)],
        Histogram m =>
        [
            N(6), N(m.CollectionIndex), m.AfterGen2, N(m.WalkMicroseconds),
            new JsonArray(
                N(m.Completeness.RegionsRead), N(m.Completeness.RegionsSkipped), N(m.Completeness.BytesRead), N(m.Completeness.BytesSkipped),
                Map(m.Completeness.Skipped, v => N(v))),
            Of(m.Free), Many(m.Types, row => new JsonArray(row.Name, row.Assembly, Of(row.Counts), Of(row.Bytes))), m.IsInduced,
        ],
        RetentionFound m =>
        [
            N(8), m.Type, N(m.ObjectCount), N(m.RetainedBytes), N(m.Sampled), N(m.Unexplained),
            Many(m.Signatures, s => new JsonArray(s.Text, s.Key, s.Sentence, N(s.Samples), s.IsConfirmed)),
            Texts(m.Path), m.Collection, N(m.Elements), N(m.ElementsLater), N(m.BetweenMilliseconds), N(m.Milliseconds), Texts(m.Notes), m.Trouble,
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(message)),
    };

    private static JsonArray Of(Collection c) =>
    [
        N(c.Index), N(c.Generation), N(c.Reason), N(c.Kind), N(c.EndedUnixMilliseconds), N(c.PauseMicroseconds), Of(c.SizeAfter), N(c.PromotedBytes),
        N(c.FragmentationBytes), N(c.FinalizationPromotedCount), N(c.PinnedCount), N(c.HandleCount), N(c.FinalizerBacklogCount),
    ];

    private static JsonArray Of(GenerationValues v) => [N(v.Gen0), N(v.Gen1), N(v.Gen2), N(v.Large), N(v.Pinned), N(v.Frozen)];

    private static JsonArray Many<T>(IEnumerable<T> items, Func<T, JsonArray> one) => new([.. items.Select(one)]);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static JsonObject Map<T>(IReadOnlyDictionary<string, T> map, Func<T, JsonNode?> value) =>
        new(map.Select(pair => KeyValuePair.Create(pair.Key, value(pair.Value))));

    private static JsonValue N(long value) => JsonValue.Create(value.ToString(CultureInfo.InvariantCulture));
}
