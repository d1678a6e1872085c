namespace LeakFleet.Agent.Pods;

/// <summary>Lines of a stream, none longer than a limit: a watch sends each event as a line of JSON.</summary>
internal sealed class BoundedLines(Stream stream, int lineBytesMax)
{
    private byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Whether a line was longer than allowed: then nothing after it makes sense.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line, valid until the next call; null at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> Next(CancellationToken cancellation)
    {
        var searched = _start;
        while (true)
        {
            var newline = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + newline - _start);
                _start = searched + newline + 1;
                return line;
            }

            searched = MakeRoom();
            if (IsTooLong) return null;
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0) return null;
            _end += read;
        }
    }

    /// <returns>Where to search on.</returns>
    private int MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            IsTooLong = _end >= lineBytesMax;
            if (!IsTooLong) Array.Resize(ref _buffer, Math.Min(2 * _buffer.Length, lineBytesMax));
        }

        return _end;
    }
}
