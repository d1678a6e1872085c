using System.IO.Compression;
using System.Text.Json;
using LeakFleet.Protocol;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>The rows of one file, in either format.</summary>
internal sealed class RowReader : IDisposable
{
    private readonly string _file;
    private readonly Stream _stream;
    private readonly LineReader _lines;
    private readonly bool _isCsv;
    private readonly RowBuilder _row = new();
    private readonly byte[] _scratch = new byte[4 * WireLimits.TextBytesMax];
    private CorpusField[]? _columns;

    public RowReader(string file)
    {
        _file = file;
        var opened = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        var isPacked = file.EndsWith(".gz", StringComparison.Ordinal);
        _stream = isPacked ? new GZipStream(opened, CompressionMode.Decompress) : opened;
        _isCsv = Path.GetExtension(isPacked ? file[..^3] : file) == ".csv";
        _lines = new LineReader(_stream);
    }

    /// <summary>The first fault, with file and line; null while there is none.</summary>
    public string? Fault { get; private set; }

    /// <summary>False at the end, and after a fault.</summary>
    public bool TryRead(out CorpusRow row)
    {
        row = default;
        try
        {
            while (Fault is null && _lines.TryRead(out var line))
            {
                if (line.Trim((byte)' ').IsEmpty) continue;
                if (_isCsv && _columns is null)
                {
                    ReadHeader(line);
                    continue;
                }

                _row.Begin();
                if (_isCsv) ReadCsv(line);
                else ReadJson(line);
                if (_row.End() is { } read)
                {
                    row = read;
                    return true;
                }

                Fail(_row.Fault!);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Fail(e.Message);
        }

        if (_lines.IsTooLong) Fail($"a line is longer than {CorpusLimits.LineBytesMax} bytes");
        return false;
    }

    public void Fail(string reason) => Fault ??= $"{_file}:{_lines.Number}: {reason}";

    public void Dispose() => _stream.Dispose();

    private void ReadHeader(ReadOnlySpan<byte> line)
    {
        var columns = new List<CorpusField>();
        var ended = false;
        while (CsvLine.TryTake(ref line, ref ended, _scratch, out var name, out var fault)) columns.Add(CorpusFields.Parse(name));
        foreach (var needed in (CorpusField[])[CorpusField.Process, CorpusField.Time, CorpusField.Type])
        {
            if (!columns.Contains(needed)) Fail($"the first line names no column {CorpusFields.Names[(int)needed]}");
        }

        _columns = [.. columns];
    }

    private void ReadCsv(ReadOnlySpan<byte> line)
    {
        var ended = false;
        var place = 0;
        string? fault;
        while (CsvLine.TryTake(ref line, ref ended, _scratch, out var field, out fault))
        {
            if (place == _columns!.Length)
            {
                _row.Fail("more fields than columns");
                return;
            }

            _row.Set(_columns[place++], field);
        }

        if (fault is not null) _row.Fail(fault);
        else if (place < _columns!.Length) _row.Fail("fewer fields than columns");
    }

    private void ReadJson(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                _row.Fail("not a JSON object");
                return;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var field = CorpusFields.Parse(reader.HasValueSequence ? default : reader.ValueSpan);
                reader.Read();
                Set(field, ref reader);
            }

            if (reader.Read()) _row.Fail("something follows the object");
        }
        catch (JsonException e)
        {
            _row.Fail(e.Message);
        }
    }

    private void Set(CorpusField field, ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String when reader.ValueSpan.Length > _scratch.Length:
                _row.Fail("a text is longer than its limit");
                break;
            case JsonTokenType.String:
                _row.Set(field, _scratch.AsSpan(0, reader.CopyString(_scratch)));
                break;
            case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                _row.Set(field, reader.ValueSpan);
                break;
            case JsonTokenType.Null:
                break;
            default:
                if (field != CorpusField.Other) _row.Fail("a field is an object or an array");
                reader.Skip();
                break;
        }
    }
}
