using System.Buffers.Text;
using System.Globalization;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>One row from its fields, each checked against its limit. A fault is sticky until the next <see cref="Begin"/>.</summary>
internal sealed class RowBuilder
{
    /// <summary>Names recur in every snapshot: each is kept once, up to so many.</summary>
    private const int NamesKept = 100_000;

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private string _process = "";
    private string _service = "";
    private string _version = "";
    private string _type = "";
    private string _assembly = "";
    private long _start;
    private long _time;
    private long _count;
    private long _bytes;
    private double _completeness;
    private bool _afterGen2;

    public RowBuilder() => _lookup = _names.GetAlternateLookup<ReadOnlySpan<char>>();

    public string? Fault { get; private set; }

    public void Begin()
    {
        (_process, _service, _version, _type, _assembly) = ("", "", "", "", "");
        (_start, _time, _count, _bytes, _completeness, _afterGen2) = (-1, -1, 0, 0, 1, false);
        Fault = null;
    }

    public void Fail(string fault) => Fault ??= fault;

    public void Set(CorpusField field, ReadOnlySpan<byte> value)
    {
        switch (field)
        {
            case CorpusField.Process: _process = Name(value, CorpusLimits.NameCharsMax, "process"); break;
            case CorpusField.Service: _service = Name(value, WireLimits.NameCharsMax, "service"); break;
            case CorpusField.Version: _version = Name(value, WireLimits.NameCharsMax, "version"); break;
            case CorpusField.Type: _type = Name(value, WireLimits.TextBytesMax, "type"); break;
            case CorpusField.Assembly: _assembly = Name(value, WireLimits.NameCharsMax, "assembly"); break;
            case CorpusField.Start: _start = value.IsEmpty ? -1 : Time(value, "start"); break;
            case CorpusField.Time: _time = Time(value, "time"); break;
            case CorpusField.Count: _count = Quantity(value, "count"); break;
            case CorpusField.Bytes: _bytes = Quantity(value, "bytes"); break;
            case CorpusField.Completeness: _completeness = value.IsEmpty ? 1 : Share(value); break;
            case CorpusField.AfterGen2: _afterGen2 = Truth(value); break;
        }
    }

    /// <summary>Null with a <see cref="Fault"/>.</summary>
    public CorpusRow? End()
    {
        if (_process.Length == 0) Fail("a row without a process");
        if (_time < 0) Fail("a row without a time");
        if (_type.Length == 0) Fail("a row without a type");
        if (Measures.IsMeasure(_type) && !Measures.IsKnown(_type)) Fail($"{_type} is no measure");
        return Fault is null
            ? new CorpusRow(_process, _service, _version, _start, _time, _afterGen2, _type, _assembly, _count, _bytes, _completeness)
            : null;
    }

    private string Name(ReadOnlySpan<byte> utf8, int charsMax, string what)
    {
        if (utf8.Length > WireLimits.TextBytesMax || !System.Text.Unicode.Utf8.IsValid(utf8))
        {
            Fail($"{what} is longer than its limit, or not UTF-8");
            return "";
        }

        Span<char> chars = stackalloc char[WireLimits.TextBytesMax];
        var name = chars[..System.Text.Encoding.UTF8.GetChars(utf8, chars)];
        if (name.Length > charsMax) Fail($"{what} is longer than {charsMax} characters");
        if (_lookup.TryGetValue(name, out var known)) return known;
        var text = name.ToString();
        if (_names.Count < NamesKept) _names.Add(text, text);
        return text;
    }

    private long Time(ReadOnlySpan<byte> utf8, string what)
    {
        if (Utf8Parser.TryParse(utf8, out long number, out var used) && used == utf8.Length && number is >= 0 and <= WireLimits.UnixMillisecondsMax) return number;
        var text = utf8.Length > 40 ? "" : CorpusFields.Text(utf8);
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) && date.ToUnixTimeMilliseconds() is >= 0 and var milliseconds)
            return milliseconds;
        Fail($"{what} is neither milliseconds since 1970 nor an ISO 8601 date");
        return -1;
    }

    private long Quantity(ReadOnlySpan<byte> utf8, string what)
    {
        if (utf8.IsEmpty) return 0;
        if (Utf8Parser.TryParse(utf8, out long number, out var used) && used == utf8.Length && number is >= 0 and <= WireLimits.QuantityMax) return number;
        // Other tools write whole numbers with a point.
        if (Utf8Parser.TryParse(utf8, out double real, out used) && used == utf8.Length && real is >= 0 and <= WireLimits.QuantityMax) return (long)real;
        Fail($"{what} is not a number from 0 to {WireLimits.QuantityMax}");
        return 0;
    }

    private double Share(ReadOnlySpan<byte> utf8)
    {
        if (Utf8Parser.TryParse(utf8, out double share, out var used) && used == utf8.Length && share is >= 0 and <= 1) return share;
        Fail("completeness is not a number from 0 to 1");
        return 1;
    }

    private bool Truth(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 0) return false;
        if (utf8.SequenceEqual("1"u8) || System.Text.Ascii.EqualsIgnoreCase(utf8, "true"u8)) return true;
        if (!utf8.SequenceEqual("0"u8) && !System.Text.Ascii.EqualsIgnoreCase(utf8, "false"u8)) Fail("after-gen2 is neither true nor false");
        return false;
    }
}
