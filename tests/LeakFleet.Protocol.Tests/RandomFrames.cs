using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace LeakFleet.Protocol.Tests;

/// <summary>Frames of every kind from a seed: ones within the limits, and ones that a careless sender might try to encode.</summary>
internal sealed class RandomFrames(int seed, bool isWild)
{
    public static readonly ProcessKey Key = new("node-1.example", "0123456789abcdef0123456789abcdef", 4711, 123_456_789_012);
    private readonly Random _random = new(seed);

    public static Gen<Frame> WithinLimits() => Gen.Choose(0, int.MaxValue).Select(seed => new RandomFrames(seed, isWild: false).Next());

    public static Gen<Frame> Wild() => Gen.Choose(0, int.MaxValue).Select(seed => new RandomFrames(seed, isWild: true).Next());

    public static Gen<string> Texts() => Gen.Choose(0, int.MaxValue).Select(seed => new RandomFrames(seed, isWild: false).Text(2000));

    /// <summary>One of each kind.</summary>
    public IEnumerable<Frame> OfEveryKind()
    {
        for (var kind = 0; kind < 12; kind++) yield return OfKind(kind);
    }

    public Frame Next() => OfKind(_random.Next(12));

    private Frame OfKind(int kind) => kind switch
    {
        0 => new Hello(Small(1), Text(40), Text(40), Text(40), Time()),
        1 => new Welcome(Small(1), Text(40)),
        2 => new Ack(Key, Epoch(), _random.NextInt64(0, long.MaxValue)),
        9 => new EvidenceRequest(Key, Text(300)),
        11 => new AgentReport(
            Quantity(), Quantity(), Quantity(), Quantity(), Quantity(), Quantity(), Quantity(), Quantity(), Quantity(), Quantity(), Quantity(), Quantity(), Quantity(),
            Quantity(), Quantity(), Quantity(), Quantity(), Text(300)),
        _ => new Data(Key, Epoch(), _random.NextInt64(1, long.MaxValue), _random.NextInt64(0, 1000), Time(), Message(kind)),
    };

    private ProcessMessage Message(int kind) => kind switch
    {
        3 => new ProcessDescription("s" + Text(40), Text(40), Text(20), Text(300), Text(300), Time(), Labels()),
        4 => new ProcessExited(_random.Next(2) == 0, Quantity(-1)),
        5 => new ProcessTrouble(Text(300)),
        6 => new ProcessMemory(
            Quantity(-1), Quantity(-1), Quantity(-1), Quantity(-1), Quantity(-1), Quantity(-1), Quantity(-1), Quantity(-1), Quantity(-1)),
        7 => new Collections(Many(WireLimits.CollectionsMax, () => new Collection(
            Quantity(), isWild ? _random.Next() : _random.Next(3), Small(0), Small(0), Time(), Quantity(), Values(), Quantity(), Quantity(-1),
            Quantity(), Quantity(), Quantity(-1), Quantity(-1)))),
        10 => new RetentionFound(
            Text(300), Quantity(), Quantity(), Small(0), Small(0),
            Many(WireLimits.SignaturesMax, () => new FoundSignature(Text(300), Text(300), Text(300), Small(0), _random.Next(2) == 0)),
            Many(WireLimits.PathStepsMax, () => Text(100)), Text(300), Quantity(-1), Quantity(-1), Quantity(), Quantity(), Many(WireLimits.NotesMax, () => Text(100)), Text(100)),
        _ => new Histogram(
            Quantity(-1), _random.Next(2) == 0, Quantity(),
            new Completeness(Small(0), Small(0), Quantity(), Quantity(), Reasons()), Values(),
            Many(WireLimits.TypesMax, () => new TypeRow(Text(60), Text(30), Values(), Values())))
        { IsInduced = _random.Next(2) == 0 },
    };

    private List<T> Many<T>(int limit, Func<T> one)
    {
        var count = _random.Next(8) == 0 ? _random.Next(isWild ? 2 * limit : limit) : Math.Min(_random.Next(20), isWild ? int.MaxValue : limit);
        return Enumerable.Range(0, count).Select(_ => one()).ToList();
    }

    private Dictionary<string, string> Labels()
    {
        var labels = new Dictionary<string, string>();
        for (var count = _random.Next(isWild ? 2 * WireLimits.LabelsMax : WireLimits.LabelsMax); count > 0; count--) labels["k" + Text(40)] = Text(100);
        return labels;
    }

    private Dictionary<string, int> Reasons()
    {
        var reasons = new Dictionary<string, int>();
        var count = _random.Next(isWild ? 2 * WireLimits.SkipReasonsMax : WireLimits.SkipReasonsMax);
        for (var value = count; value > 0; value--) reasons["r" + Text(40)] = value;
        return reasons.OrderByDescending(pair => pair.Value).ToDictionary();
    }

    private GenerationValues Values() => new(Quantity(), Quantity(), Quantity(), Quantity(), Quantity(), Quantity());

    private int Small(int min) => isWild ? _random.Next(int.MinValue, int.MaxValue) : _random.Next(min, int.MaxValue);

    private long Time() => isWild ? _random.NextInt64(long.MinValue, long.MaxValue) : _random.NextInt64(0, WireLimits.UnixMillisecondsMax + 1);

    private long Epoch() => _random.NextInt64(0, WireLimits.UnixMillisecondsMax + 1);

    /// <summary>Of every order of magnitude, so that every width of an integer occurs.</summary>
    private long Quantity(long min = 0)
    {
        if (isWild && _random.Next(4) == 0) return _random.NextInt64(long.MinValue, long.MaxValue);
        return _random.Next(10) == 0 ? min : _random.NextInt64(0, 1L << _random.Next(1, 49));
    }

    private string Text(int charsMax)
    {
        if (isWild && _random.Next(20) == 0) charsMax = 5000;
        var text = new StringBuilder();
        for (var length = _random.Next(charsMax); text.Length < length;)
        {
            switch (_random.Next(isWild ? 10 : 9))
            {
                case 0: text.Append('é'); break;
                case 1: text.Append('类'); break;
                case 2: text.Append("😀"); break;
                case 3: text.Append((char)_random.Next(0, 0x20)); break;
                case 9: text.Append((char)_random.Next(0xd800, 0xe000)); break;   // a surrogate alone
                default: text.Append((char)_random.Next(0x20, 0x7f)); break;
            }
        }

        return text.ToString();
    }
}
