namespace LeakFleet.FleetSimulator.Corpus;

/// <summary>The lines of a file as bytes. A line above the limit is a fault, not an allocation.</summary>
internal sealed class LineReader(Stream stream)
{
    private const int BufferBytesStart = 1 << 16;

    private byte[] _buffer = new byte[BufferBytesStart];
    private int _from;
    private int _to;
    private bool _ended;

    /// <summary>From 1.</summary>
    public long Number { get; private set; }

    public bool IsTooLong { get; private set; }

    /// <returns>False at the end, and after a line that is too long.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (IsTooLong) return false;
        var searched = _from;
        while (true)
        {
            var end = _buffer.AsSpan(searched, _to - searched).IndexOf((byte)'\n');
            if (end >= 0 || _ended)
            {
                if (end < 0 && _from == _to) return false;
                var stop = end >= 0 ? searched + end : _to;
                line = _buffer.AsSpan(_from, stop - _from).TrimEnd((byte)'\r');
                // Some editors begin a file with a byte order mark.
                if (++Number == 1 && line.StartsWith("\uFEFF"u8)) line = line[3..];
                _from = Math.Min(stop + 1, _to);
                return true;
            }

            searched = _to;
            if (!Fill(ref searched)) return false;
        }
    }

    private bool Fill(ref int searched)
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
            (searched, _to, _from) = (searched - _from, _to - _from, 0);
        }
        else if (_to == _buffer.Length)
        {
            if (_buffer.Length > CorpusLimits.LineBytesMax)
            {
                IsTooLong = true;
                Number++;
                return false;
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        var read = stream.Read(_buffer, _to, _buffer.Length - _to);
        _to += read;
        _ended = read == 0;
        return true;
    }
}
