using System.Buffers;

namespace LeakFleet.Protocol.Sessions;

/// <summary>
/// The types of one process as both ends of a connection know them: a number for each, and its last values. The values are kept as the bytes that would tell them to
/// one who knows none, about ten for a type instead of a hundred: a server holds such a table for each of a hundred thousand processes.
/// </summary>
internal sealed class RowTable
{
    /// <summary>Values of one table while they are written; a server writes thousands a second.</summary>
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    private readonly List<(string Name, string Assembly)> _names = [];
    private byte[] _values = [];

    public int Count => _names.Count;

    public void Clear()
    {
        _names.Clear();
        _values = [];
    }

    public void Add(in TypeRow row) => _names.Add((row.Name, row.Assembly));

    /// <summary>All rows with their last values, and room for some more behind them.</summary>
    public TypeRow[] Read(int more = 0)
    {
        var rows = new TypeRow[_names.Count + more];
        var known = rows.AsSpan(0, _names.Count);
        for (var i = 0; i < known.Length; i++) known[i] = new TypeRow(_names[i].Name, _names[i].Assembly, default, default);
        RowChanges.TryApply(_values, known, out _);
        return rows;
    }

    public void Write(ReadOnlySpan<TypeRow> rows)
    {
        var output = _scratch ??= new ArrayBufferWriter<byte>();
        output.ResetWrittenCount();
        RowChanges.Write([], rows, output);
        if (_values.Length == output.WrittenCount) output.WrittenSpan.CopyTo(_values);
        else _values = output.WrittenSpan.ToArray();
    }
}
