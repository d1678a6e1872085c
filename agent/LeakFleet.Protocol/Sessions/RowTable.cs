using System.Buffers;

namespace LeakFleet.Protocol.Sessions;

/// <summary>
/// The types of one process as both ends of a connection know them: a number for each, and its last values. The values are kept as the bytes that would tell them to
/// one who knows none, about ten for a type instead of a hundred: a server holds such a table for each of a hundred thousand processes.
/// </summary>
internal sealed class RowTable
{
    private readonly List<(string Name, string Assembly)> _names = [];
    private byte[] _values = [];

    public int Count => _names.Count;

    public void Clear()
    {
        _names.Clear();
        _values = [];
    }

    public void Add(in TypeRow row) => _names.Add((row.Name, row.Assembly));

    /// <summary>All rows with their last values.</summary>
    public TypeRow[] Read()
    {
        var rows = new TypeRow[_names.Count];
        for (var i = 0; i < rows.Length; i++) rows[i] = new TypeRow(_names[i].Name, _names[i].Assembly, default, default);
        RowChanges.TryApply(_values, rows, out _);
        return rows;
    }

    public void Write(ReadOnlySpan<TypeRow> rows)
    {
        var output = new ArrayBufferWriter<byte>(Math.Max(16, _values.Length + 64));
        RowChanges.Write(new TypeRow[rows.Length], rows, output);
        if (_values.Length == output.WrittenCount) output.WrittenSpan.CopyTo(_values);
        else _values = output.WrittenSpan.ToArray();
    }
}
