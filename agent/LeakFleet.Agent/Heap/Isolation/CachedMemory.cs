using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// In the helper: the target's memory as the agent reads it, in pages that are kept while one question is answered. The library reads the
/// same structures word by word: a layout takes thousands of reads of some sixty pages. Those that the same question needed before are
/// read all at once, within microseconds: the layout is then more of one moment than one read in process, which a collection can overtake.
/// </summary>
internal sealed class CachedMemory(FrameChannel channel)
{
    /// <summary>
    /// Pages read together: what is asked for lies scattered, but near each other. The static fields of a compiler's process took 18,600 requests and 127 MB with single pages,
    /// 16,800 and 186 MB with two, 15,600 and 300 MB with four, 15,000 and 1,007 MB with sixteen; its 15,000 names 13,000, 9,300, 6,800 and 4,300 requests.
    /// </summary>
    private const int NeighboursMax = 2;

    /// <summary>4 MB. Those that were not needed while half of them came go first: a question about a large service, of tens of megabytes, needs most once.</summary>
    private const int PagesMax = 1024;

    /// <summary>What is read at once and has this length is not kept: metadata of an assembly, of which the library has its own copy then.</summary>
    private const int LargeBytes = 16 * MemoryRequest.PageBytes;

    private readonly HashSet<ulong> _used = [];
    private readonly Stack<byte[]> _spare = new();
    private readonly ulong[] _request = new ulong[MemoryRequest.PagesMax];
    private Dictionary<ulong, byte[]> _young = [];
    private Dictionary<ulong, byte[]> _old = [];

    /// <summary>Forgets everything, and reads what the next question will probably need.</summary>
    public void Start(ReadOnlySpan<ulong> expected)
    {
        Age();
        Age();
        _used.Clear();
        for (; !expected.IsEmpty; expected = expected[Math.Min(expected.Length, _request.Length)..])
        {
            var count = Math.Min(expected.Length, _request.Length);
            expected[..count].CopyTo(_request);
            Fetch(count);
        }
    }

    /// <summary>Pages that were needed since the start, or as many of them as are kept for sure.</summary>
    public ulong[] Used() => _used.Take(PagesMax / 2).ToArray();

    /// <summary>See <see cref="MemoryRead"/>.</summary>
    public int Read(ulong address, Span<byte> destination)
    {
        if (destination.Length >= LargeBytes) return ReadLarge(address, destination);
        var done = 0;
        while (done < destination.Length)
        {
            var at = address + (ulong)done;
            var offset = (int)(at % MemoryRequest.PageBytes);
            var copied = Copy(PageAt(at - (ulong)offset), offset, destination[done..]);
            if (copied == 0) break;
            done += copied;
        }
        return done;
    }

    private int ReadLarge(ulong address, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length)
        {
            var offset = (int)((address + (ulong)done) % MemoryRequest.PageBytes);
            var first = address + (ulong)(done - offset);
            var count = Math.Min(_request.Length, (offset + destination.Length - done + MemoryRequest.PageBytes - 1) / MemoryRequest.PageBytes);
            for (var i = 0; i < count; i++) _request[i] = first + (ulong)(i * MemoryRequest.PageBytes);
            var pages = Ask(count);
            for (var i = 0; i < count; i++, offset = 0)
            {
                var copied = Copy(pages.ReadBinary(MemoryRequest.PageBytes), offset, destination[done..]);
                if (copied == 0) return done;
                done += copied;
            }
        }
        return done;
    }

    private static int Copy(ReadOnlySpan<byte> page, int offset, Span<byte> destination)
    {
        if (page.Length < MemoryRequest.PageBytes) return 0;
        var count = Math.Min(MemoryRequest.PageBytes - offset, destination.Length);
        page.Slice(offset, count).CopyTo(destination);
        return count;
    }

    private byte[] PageAt(ulong address)
    {
        _used.Add(address);
        if (_young.TryGetValue(address, out var page)) return page;
        if (_old.Remove(address, out page))
        {
            MakeRoom(1);
            return _young[address] = page;
        }
        var first = address / (NeighboursMax * MemoryRequest.PageBytes) * (NeighboursMax * MemoryRequest.PageBytes);
        var count = 0;
        for (var i = 0; i < NeighboursMax; i++)
        {
            var neighbour = first + (ulong)(i * MemoryRequest.PageBytes);
            if (!_young.ContainsKey(neighbour) && !_old.ContainsKey(neighbour)) _request[count++] = neighbour;
        }
        Fetch(count);
        return _young[address];
    }

    private void Fetch(int count)
    {
        MakeRoom(count);
        var pages = Ask(count);
        for (var i = 0; i < count; i++)
        {
            var bytes = pages.ReadBinary(MemoryRequest.PageBytes);
            byte[] page = [];
            if (bytes.Length == MemoryRequest.PageBytes)
            {
                if (!_spare.TryPop(out page!)) page = new byte[MemoryRequest.PageBytes];
                bytes.CopyTo(page);
            }
            _young[_request[i]] = page;
        }
        if (pages.Failed) throw new IOException("the agent's answer is not understood");
    }

    /// <summary>The pages of the first <paramref name="count"/> addresses of the request, as the agent answers.</summary>
    private MessagePackReader Ask(int count)
    {
        MemoryRequest.Write(channel.Begin(), _request.AsSpan(0, count));
        channel.Send();
        if (!channel.TryReceive(out var frame)) throw new IOException("the agent is gone");
        var reader = new MessagePackReader(frame);
        reader.BeginArray(2, 2);
        reader.ReadInt32((int)FrameType.Memory, (int)FrameType.Memory);
        reader.BeginArray(count, count);
        return reader.Failed ? throw new IOException("the agent's answer is not understood") : reader;
    }

    /// <summary>See <see cref="PagesMax"/>.</summary>
    private void MakeRoom(int count)
    {
        if (_young.Count + count > PagesMax / 2) Age();
    }

    private void Age()
    {
        foreach (var page in _old.Values)
            if (page.Length > 0) _spare.Push(page);
        _old.Clear();
        (_young, _old) = (_old, _young);
    }
}
