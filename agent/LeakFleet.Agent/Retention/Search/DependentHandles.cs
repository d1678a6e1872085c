using LeakFleet.Agent.Heap;
using LeakFleet.Agent.Retention.Roots;

namespace LeakFleet.Agent.Retention.Search;

/// <summary>
/// Where dependent handles keep their second objects. The handle itself is the word that holds the first one; the second's word lies in the same segment of the
/// handle table at the same place of another block, so a whole number of blocks away. Which of the few words that fit it is, is told by what the runtime
/// says the second object is. Collections keep both words right, wherever the objects move.
/// </summary>
internal sealed class DependentHandles(MemoryRead memory)
{
    /// <summary>Segments begin at multiples of their size.</summary>
    private const int SegmentBytes = 64 * 1024;

    private const int BlockWords = 64;

    private readonly ulong[] _words = new ulong[SegmentBytes / sizeof(ulong)];
    private readonly Dictionary<ulong, ulong> _seconds = [];

    /// <summary>Takes over handles that have just been listed. Of one whose second object has moved since, or that cannot be told from another word, the place stays unknown.</summary>
    public void Learn(IEnumerable<HandleSlot> handles)
    {
        _seconds.Clear();
        foreach (var segment in handles.Where(handle => handle.Kind == RootKind.DependentHandle && handle.Dependent != 0).GroupBy(handle => handle.Address / SegmentBytes))
        {
            var start = segment.Key * SegmentBytes;
            var words = memory.ReadWords(start, _words);
            foreach (var handle in segment)
            {
                if (SecondAt(words, (int)((handle.Address - start) / sizeof(ulong)), handle.Dependent) is >= 0 and var at) _seconds[handle.Address] = start + (ulong)at * sizeof(ulong);
            }
        }
    }

    /// <summary>Whether it is known where the handle keeps its second object.</summary>
    public bool Knows(ulong handle) => _seconds.ContainsKey(handle);

    /// <summary>The second object now; 0 when the first is no longer <paramref name="first"/>, and where it is not known.</summary>
    public ulong Held(ulong handle, ulong first) =>
        _seconds.TryGetValue(handle, out var second) && IsFirst(handle, first) && memory.TryRead(second, out ulong held) ? held : 0;

    /// <summary>Whether the handle is still that of an object.</summary>
    public bool IsFirst(ulong handle, ulong first) => memory.TryRead(handle, out ulong now) && now == first;

    /// <summary>The one word a whole number of blocks away that holds the object; -1 for none or several.</summary>
    private static int SecondAt(ReadOnlySpan<ulong> words, int handle, ulong second)
    {
        var found = -1;
        for (var at = handle % BlockWords; at < words.Length; at += BlockWords)
        {
            if (at == handle || words[at] != second) continue;
            if (found >= 0) return -1;
            found = at;
        }
        return found;
    }
}
