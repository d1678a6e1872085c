using System.Globalization;
using System.Text.Json;

namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>Writes rows in either format. Service, version and start are told in the first row of a process only.</summary>
internal sealed class RowWriter : IDisposable
{
    private readonly TextWriter _output;
    private readonly bool _isCsv;

    public RowWriter(TextWriter output, CorpusFormat format)
    {
        (_output, _isCsv) = (output, format == CorpusFormat.Csv);
        if (_isCsv) _output.Write(string.Join(',', CorpusFields.Names) + "\n");
    }

    public void Write(in CorpusRow row)
    {
        if (_isCsv) WriteCsv(row);
        else WriteJson(row);
    }

    public void Dispose() => _output.Dispose();

    private void WriteCsv(in CorpusRow row)
    {
        Quote(row.Process);
        _output.Write(',');
        Quote(row.Service);
        _output.Write(',');
        Quote(row.Version);
        _output.Write(string.Create(
            CultureInfo.InvariantCulture,
            $",{(row.StartUnixMilliseconds < 0 ? "" : row.StartUnixMilliseconds.ToString(CultureInfo.InvariantCulture))},{row.UnixMilliseconds},{(row.AfterGen2 ? 1 : 0)},"));
        Quote(row.Type);
        _output.Write(',');
        Quote(row.Assembly);
        _output.Write(string.Create(CultureInfo.InvariantCulture, $",{row.Count},{row.Bytes},{row.Completeness}\n"));
    }

    private void WriteJson(in CorpusRow row)
    {
        _output.Write($"{{\"process\":{Json(row.Process)}");
        if (row.Service.Length > 0) _output.Write($",\"service\":{Json(row.Service)},\"version\":{Json(row.Version)}");
        if (row.StartUnixMilliseconds >= 0) _output.Write(string.Create(CultureInfo.InvariantCulture, $",\"start\":{row.StartUnixMilliseconds}"));
        _output.Write(string.Create(CultureInfo.InvariantCulture, $",\"time\":{row.UnixMilliseconds},\"after-gen2\":{(row.AfterGen2 ? "true" : "false")},\"type\":"));
        _output.Write(Json(row.Type));
        if (row.Assembly.Length > 0) _output.Write($",\"assembly\":{Json(row.Assembly)}");
        _output.Write(string.Create(CultureInfo.InvariantCulture, $",\"count\":{row.Count},\"bytes\":{row.Bytes},\"completeness\":{row.Completeness}}}\n"));
    }

    private void Quote(string text)
    {
        if (text.AsSpan().ContainsAny(",\"")) _output.Write($"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
        else _output.Write(text);
    }

    private static string Json(string text) => $"\"{JsonEncodedText.Encode(text, JsonLines.Options.Encoder)}\"";
}
