using LeakFleet.Protocol.MessagePack;

namespace LeakFleet.Agent.Heap.Isolation;

/// <summary>
/// In the helper: the target's memory as the agent reads it, in pages that are kept while one question is answered. The library reads the
/// same structures word by word: a layout takes some thousand reads, but only a few dozen pages.
/// </summary>
internal sealed class CachedMemory(FrameChannel channel)
{
    private const int PageBytes = 4096;

    /// <summary>8 MB; a layout that needs more starts over.</summary>
    private const int PagesMax = 2048;

    private readonly Dictionary<ulong, byte[]> _pages = [];
    private readonly Stack<byte[]> _spare = new();

    public void Forget()
    {
        foreach (var page in _pages.Values)
            if (page.Length > 0) _spare.Push(page);
        _pages.Clear();
    }

    /// <summary>See <see cref="MemoryRead"/>.</summary>
    public int Read(ulong address, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length)
        {
            var at = address + (ulong)done;
            var offset = (int)(at % PageBytes);
            var page = PageAt(at - (ulong)offset);
            if (page.Length == 0) break;
            var count = Math.Min(PageBytes - offset, destination.Length - done);
            page.AsSpan(offset, count).CopyTo(destination[done..]);
            done += count;
        }
        return done;
    }

    private byte[] PageAt(ulong address)
    {
        if (_pages.TryGetValue(address, out var page)) return page;
        if (_pages.Count >= PagesMax) Forget();
        new MemoryRequest(address, PageBytes).Write(channel.Begin());
        channel.Send();
        if (!channel.TryReceive(out var frame) || !InspectorFrame.TryReadBytes(frame, FrameType.Memory, PageBytes, out var bytes))
            throw new IOException("the agent is gone");
        // A page is mapped or it is not.
        page = [];
        if (bytes.Length == PageBytes)
        {
            if (!_spare.TryPop(out page!)) page = new byte[PageBytes];
            bytes.CopyTo(page);
        }
        return _pages[address] = page;
    }
}
