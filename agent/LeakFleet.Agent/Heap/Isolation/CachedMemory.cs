using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// In the helper: the target's memory as the agent reads it, in pages that are kept while one question is answered. The library reads the
/// same structures word by word: a layout takes thousands of reads of some sixty pages. Those that the same question needed before are
/// read all at once, within microseconds: the layout is then more of one moment than one read in process, which a collection can overtake.
/// </summary>
internal sealed class CachedMemory(FrameChannel channel)
{
    /// <summary>Pages read together: names lie scattered, but near each other. Alone, two hundred of them take a thousand requests, so a hundred.</summary>
    private const int NeighboursMax = 16;

    /// <summary>8 MB; a question that needs more starts over.</summary>
    private const int PagesMax = 2048;

    private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly HashSet<ulong> _used = [];
    private readonly Stack<byte[]> _spare = new();
    private readonly ulong[] _request = new ulong[MemoryRequest.PagesMax];

    /// <summary>Forgets everything, and reads what the next question will probably need.</summary>
    public void Start(ReadOnlySpan<ulong> expected)
    {
        Forget();
        _used.Clear();
        for (; !expected.IsEmpty; expected = expected[Math.Min(expected.Length, _request.Length)..])
        {
            var count = Math.Min(expected.Length, _request.Length);
            expected[..count].CopyTo(_request);
            Fetch(count);
        }
    }

    /// <summary>Pages that were needed since the start, or as many of them as fit.</summary>
    public ulong[] Used() => _used.Take(PagesMax / 2).ToArray();

    /// <summary>See <see cref="MemoryRead"/>.</summary>
    public int Read(ulong address, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length)
        {
            var at = address + (ulong)done;
            var offset = (int)(at % MemoryRequest.PageBytes);
            var page = PageAt(at - (ulong)offset);
            if (page.Length == 0) break;
            var count = Math.Min(MemoryRequest.PageBytes - offset, destination.Length - done);
            page.AsSpan(offset, count).CopyTo(destination[done..]);
            done += count;
        }
        return done;
    }

    private byte[] PageAt(ulong address)
    {
        _used.Add(address);
        if (_pages.TryGetValue(address, out var page)) return page;
        if (_pages.Count > PagesMax - NeighboursMax) Forget();
        var first = address / (NeighboursMax * MemoryRequest.PageBytes) * (NeighboursMax * MemoryRequest.PageBytes);
        var count = 0;
        for (var i = 0; i < NeighboursMax; i++)
        {
            var neighbour = first + (ulong)(i * MemoryRequest.PageBytes);
            if (!_pages.ContainsKey(neighbour)) _request[count++] = neighbour;
        }
        Fetch(count);
        return _pages[address];
    }

    private void Fetch(int count)
    {
        MemoryRequest.Write(channel.Begin(), _request.AsSpan(0, count));
        channel.Send();
        if (!channel.TryReceive(out var frame)) throw new IOException("the agent is gone");
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Memory, (int)FrameType.Memory);
        reader.BeginArray(count, count);
        for (var i = 0; i < count; i++)
        {
            var bytes = reader.ReadBinary(MemoryRequest.PageBytes);
            byte[] page = [];
            if (bytes.Length == MemoryRequest.PageBytes)
            {
                if (!_spare.TryPop(out page!)) page = new byte[MemoryRequest.PageBytes];
                bytes.CopyTo(page);
            }
            _pages[_request[i]] = page;
        }
        if (reader.Failed) throw new IOException("the agent's answer is not understood");
    }

    private void Forget()
    {
        foreach (var page in _pages.Values)
            if (page.Length > 0) _spare.Push(page);
        _pages.Clear();
    }
}
